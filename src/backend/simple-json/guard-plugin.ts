import { jsonOrText, mapJson } from '../../shared/map-json.ts';
import type { ResourceRoute } from '../../shared/resource-routes.ts';
import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import type { FrameMeta, Notice } from '../sdk/dataframe/frame-meta.ts';
import type { CallResourceResponse } from '../sdk/api/call-resource.ts';
import type { CheckHealthResult } from '../sdk/api/check-health.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { Plugin } from '../sdk/api/plugin.ts';
import type { DataResponse, QueryDataResponse } from '../sdk/api/query-data.ts';
import type { StreamPacket } from '../sdk/api/stream.ts';
import { forEachInSteps, runInTurns, type Steps } from '../sdk/turns/steps.ts';
import { describeError } from '../sdk/log/describe-error.ts';
import { withoutSlashes } from './endpoints/resources.ts';
import { createCallRedactors } from './secrets/call-redactors.ts';
import { LiveSecrets } from './secrets/live-secrets.ts';
import type { Redact } from './secrets/redactor.ts';
import type { SecretHolders } from './secrets/secrets-of-call.ts';
import { cutText } from '../sdk/builtins/cut-text.ts';

/**
 * The one place that redacts text on its way to Grafana: errors, notices, health findings, refusals of resources, metrics, what the query inspector
 * shows of a request, and whatever a server said in its own words. Secrets are taken out of the whole text first; then it is
 * cut. Data (names, labels, cells, lists) goes through as it came. Another kind of call in `Plugin` does not compile before this
 * function knows what of its answer is text.
 */
export function guardPlugin(
  plugin: Plugin,
  environment: SecretHolders['environment'] = {},
  live = new LiveSecrets(),
): Plugin {
  const redactorFor = createCallRedactors(environment, live);
  const redactMetrics = redactShared(() => redactorFor({}));
  return {
    queryData: async (request, context) => {
      const redact = redactorFor(context);
      let responses: QueryDataResponse;
      try {
        responses = await plugin.queryData(request, context);
      } catch (error) {
        throw guardThrown(error, redact);
      }
      return guardResponses(responses, redact);
    },
    checkHealth: async (context) => {
      const redact = redactorFor(context);
      return guardHealth(await guarded(plugin.checkHealth(context), redact), redact);
    },
    callResource: async (request, context) => {
      const redact = redactorFor(context);
      const response = await guarded(plugin.callResource(request, context), redact);
      return guardResource(response, request.path, redact);
    },
    collectMetrics: async () => redactMetrics(await plugin.collectMetrics()),
    subscribeStream: (request, context) => guarded(plugin.subscribeStream(request, context), redactorFor(context)),
    runStream: (request, context) => guardPackets(plugin.runStream(request, context), redactorFor(context)),
    publishStream: (request, context) => guarded(plugin.publishStream(request, context), redactorFor(context)),
  };
}

/** Redacts a text that many callers get at the same time, once for all of them: it may have a megabyte. */
function redactShared(redactor: () => Redact): (text: string) => Promise<string> {
  let last: { readonly text: string; readonly redacted: Promise<string> } | undefined;
  return (text) => {
    if (last?.text !== text) {
      const redacted = Promise.resolve(runInTurns(redactor().inSteps(text))).finally(() => (last = undefined));
      last = { text, redacted };
    }
    return last.redacted;
  };
}

/** Packets are data; text leaves a stream only as the error that ends it. */
async function* guardPackets(packets: AsyncIterable<StreamPacket>, redact: Redact): AsyncGenerator<StreamPacket> {
  try {
    yield* packets;
  } catch (error) {
    throw guardThrown(error, redact);
  }
}

async function guarded<Answer>(answer: Promise<Answer>, redact: Redact): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw guardThrown(error, redact);
  }
}

function guardThrown(error: unknown, redact: Redact): Error {
  return error instanceof PluginError ? guardError(error, redact) : guardBug(error, redact);
}

/** It goes to the log with its stack. */
function guardBug(error: unknown, redact: Redact): Error {
  const text = redact(describeError(error));
  const guardedError = new Error(text.split('\n', 1)[0]);
  guardedError.stack = text;
  return guardedError;
}

/** Longer messages would not be read. */
const maxMessageLength = 4000;
const maxNoticeLength = 1000;
const maxNotices = 20;
/** Both lists of twenty notices may end with how many more there are. */
const maxCounts = 2;

function guardResponses(responses: QueryDataResponse, redact: Redact): QueryDataResponse | Promise<QueryDataResponse> {
  return runInTurns(guardResponsesInSteps(responses, redact));
}

function* guardResponsesInSteps(responses: QueryDataResponse, redact: Redact): Steps<QueryDataResponse> {
  const guarded = new Map<string, DataResponse>();
  yield* forEachInSteps([...responses], ([refId, response]) => {
    guarded.set(refId, guardResponse(response, redact));
  });
  return guarded;
}

function guardResponse({ frames, error, ...others }: DataResponse, redact: Redact): DataResponse {
  others satisfies Record<string, never>;
  return {
    frames: frames.some(hasText) ? frames.map((frame) => guardFrame(frame, redact)) : frames,
    ...(error !== undefined && { error: guardError(error, redact) }),
  };
}

function hasText({ meta }: DataFrame): boolean {
  return meta?.notices !== undefined || meta?.executedQueryString !== undefined;
}

function guardFrame(frame: DataFrame, redact: Redact): DataFrame {
  if (frame.meta === undefined || !hasText(frame)) return frame;
  const meta = guardMeta(frame.meta, redact);
  return meta === frame.meta ? frame : { ...frame, meta };
}

/** The meta itself where it holds no secret, as nearly always. */
function guardMeta(given: FrameMeta, redact: Redact): FrameMeta {
  const executed = given.executedQueryString === undefined ? undefined : redact(given.executedQueryString);
  if (given.notices === undefined && executed === given.executedQueryString) return given;
  const { notices, executedQueryString, ...meta } = given;
  return {
    ...(executed !== undefined && { executedQueryString: executed }),
    ...meta,
    ...(notices !== undefined && { notices: guardNotices(notices, redact) }),
  };
}

function guardNotices(notices: readonly Notice[], redact: Redact): readonly Notice[] {
  const shown = notices
    .slice(0, notices.length <= maxNotices + maxCounts ? notices.length : maxNotices)
    .map(({ severity, text }) => ({ severity, text: cutText(redact(text), maxNoticeLength) }));
  const more = notices.length - shown.length;
  return more === 0 ? shown : [...shown, { severity: 'warning', text: `and ${more} more` }];
}

function guardError(error: PluginError, redact: Redact): PluginError {
  const message = cutText(redact(error.message), maxMessageLength);
  const { errorSource, status } = error;
  return message === error.message ? error : new PluginError(message, { errorSource, status });
}

function guardHealth({ status, message, details, ...others }: CheckHealthResult, redact: Redact): CheckHealthResult {
  others satisfies Record<string, never>;
  return {
    status,
    message: cutText(redact(message), maxMessageLength),
    ...(details && {
      details: Object.fromEntries(Object.entries(details).map(([key, value]) => [key, guardDetail(value, redact)])),
    }),
  };
}

function guardDetail(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return cutText(redact(value), maxMessageLength);
  return Array.isArray(value) ? value.map((one) => guardDetail(one, redact)) : value;
}

/** Resources whose answers are texts of a request or of a server as they are, and not a list that was read. */
const textResources: ReadonlySet<string> = new Set([
  'search',
  'sent-query',
  'run-as-rule',
] satisfies readonly ResourceRoute[]);

/** In a message that is JSON, a secret is escaped once more than in the message. */
function redactJson(text: string, redact: Redact): string {
  const message = jsonOrText(text);
  return typeof message === 'string' ? text : JSON.stringify(mapJson(message, { value: redact }));
}

/** A refusal says why; any other answer is a list, except of the resources above. A list may have 16 MiB. */
async function guardResource(
  response: CallResourceResponse,
  path: string,
  redact: Redact,
): Promise<CallResourceResponse> {
  if (response.status < 400 && !textResources.has(withoutSlashes(path))) return response;
  const text = Buffer.from(response.body).toString();
  const redacted = await runInTurns(redact.inSteps(response.status < 400 ? text : redactJson(text, redact)));
  return redacted === text ? response : { ...response, body: Buffer.from(redacted) };
}
