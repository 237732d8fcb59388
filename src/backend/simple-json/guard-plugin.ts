import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import type { FrameMeta, Notice } from '../sdk/dataframe/frame-meta.ts';
import type { CallResourceResponse } from '../sdk/api/call-resource.ts';
import type { CheckHealthResult } from '../sdk/api/check-health.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { Plugin } from '../sdk/api/plugin.ts';
import type { DataResponse, QueryDataResponse } from '../sdk/api/query-data.ts';
import { createRedactor, type Redact } from './secrets/redactor.ts';
import { secretsOf, type SecretHolders } from './secrets/secrets-of-call.ts';

/**
 * The one door for text that leaves: errors, notices, health findings, refusals of resources, metrics. Secrets are taken out of
 * the whole text first; then it is cut. Data (names, labels, cells, lists) goes through as it came. Another kind of call in
 * `Plugin` does not compile before this door knows what of its answer is text.
 */
export function guardPlugin(plugin: Plugin, environment: SecretHolders['environment'] = {}): Plugin {
  const redactorFor = (call: SecretHolders): Redact => createRedactor(() => secretsOf({ ...call, environment }));
  return {
    queryData: async (request, options) => {
      const redact = redactorFor(request);
      return guardResponses(await guarded(plugin.queryData(request, options), redact), redact);
    },
    checkHealth: async (request, options) => {
      const redact = redactorFor(request);
      return guardHealth(await guarded(plugin.checkHealth(request, options), redact), redact);
    },
    callResource: async (request, options) => {
      const redact = redactorFor(request);
      return guardResource(await guarded(plugin.callResource(request, options), redact), redact);
    },
    collectMetrics: async () => redactorFor({})(await plugin.collectMetrics()),
  };
}

async function guarded<Answer>(answer: Promise<Answer>, redact: Redact): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof PluginError ? guardError(error, redact) : error;
  }
}

/** Longer ones are read by nobody. */
const maxMessageLength = 4000;
const maxNoticeLength = 1000;
const maxNotices = 20;
/** Both lists of twenty notices may end with how many more there are. */
const maxCounts = 2;

function guardResponses(responses: QueryDataResponse, redact: Redact): QueryDataResponse {
  return new Map([...responses].map(([refId, response]) => [refId, guardResponse(response, redact)]));
}

function guardResponse({ frames, error, ...others }: DataResponse, redact: Redact): DataResponse {
  others satisfies Record<string, never>;
  return {
    frames: frames.some(hasNotices) ? frames.map((frame) => guardFrame(frame, redact)) : frames,
    ...(error !== undefined && { error: guardError(error, redact) }),
  };
}

function hasNotices({ meta }: DataFrame): boolean {
  return meta?.notices !== undefined;
}

function guardFrame(frame: DataFrame, redact: Redact): DataFrame {
  const { meta } = frame;
  return meta?.notices === undefined ? frame : { ...frame, meta: guardMeta(meta, meta.notices, redact) };
}

function guardMeta(meta: FrameMeta, notices: readonly Notice[], redact: Redact): FrameMeta {
  const shown = notices
    .slice(0, notices.length <= maxNotices + maxCounts ? notices.length : maxNotices)
    .map(({ severity, text }) => ({ severity, text: cut(redact(text), maxNoticeLength) }));
  const more = notices.length - shown.length;
  return { ...meta, notices: more === 0 ? shown : [...shown, { severity: 'warning', text: `and ${more} more` }] };
}

function guardError(error: PluginError, redact: Redact): PluginError {
  const message = cut(redact(error.message), maxMessageLength);
  const { errorSource, status } = error;
  return message === error.message ? error : new PluginError(message, { errorSource, status });
}

function guardHealth({ status, message, details, ...others }: CheckHealthResult, redact: Redact): CheckHealthResult {
  others satisfies Record<string, never>;
  return {
    status,
    message: cut(redact(message), maxMessageLength),
    ...(details && {
      details: Object.fromEntries(Object.entries(details).map(([key, value]) => [key, guardDetail(value, redact)])),
    }),
  };
}

function guardDetail(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return cut(redact(value), maxMessageLength);
  return Array.isArray(value) ? value.map((one) => guardDetail(one, redact)) : value;
}

/** What is refused says why; anything else is the server's list. */
function guardResource(response: CallResourceResponse, redact: Redact): CallResourceResponse {
  if (response.status < 400) return response;
  const text = Buffer.from(response.body).toString();
  return { ...response, body: Buffer.from(redact(text)) };
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
}
