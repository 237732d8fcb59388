import type { PluginContext } from '../api/plugin-context.ts';
import type { Plugin } from '../api/plugin.ts';
import type { QueryDataResponse } from '../api/query-data.ts';
import type { RequestContext } from '../api/request-context.ts';
import type { Logger } from '../log/logger.ts';

/** What Grafana calls its endpoints in logs and metrics. */
type Endpoint = 'queryData' | 'checkHealth' | 'callResource';

interface Call {
  readonly endpoint: Endpoint;
  readonly context: RequestContext;
}

/** Why a call counts as failed. */
interface Failure {
  readonly message?: string;
  readonly statusSource?: string;
}

/**
 * One line at debug for every call that was answered, in the words of Grafana's SDK for Go, by which the host's own line of the same
 * call is found. Source: github.com/grafana/grafana-plugin-sdk-go, backend/logger_middleware.go and backend/log.go.
 * @param plugin whose answers hold no secret any more: an error's message is part of the line
 */
export function withCallLog<Logged extends Plugin>(
  plugin: Logged,
  loggerOf: (context: PluginContext) => Logger,
): Logged {
  const logged = async <Answer>(
    call: Call,
    answering: Promise<Answer>,
    failureOf: (answer: Answer) => Failure | undefined,
  ): Promise<Answer> => {
    const startedMs = performance.now();
    try {
      const answer = await answering;
      const logger = loggerOf(call.context.pluginContext);
      if (logger.isEnabled('debug')) log(logger, { call, startedMs, failure: failureOf(answer) });
      return answer;
    } catch (error) {
      log(loggerOf(call.context.pluginContext), { call, startedMs, failure: {} });
      throw error;
    }
  };
  return {
    ...plugin,
    queryData: (request, context) =>
      logged({ endpoint: 'queryData', context }, plugin.queryData(request, context), queryFailure),
    checkHealth: (context) => logged({ endpoint: 'checkHealth', context }, plugin.checkHealth(context), healthFailure),
    callResource: (request, context) =>
      logged({ endpoint: 'callResource', context }, plugin.callResource(request, context), statusFailure),
  };
}

interface LoggedCall {
  readonly call: Call;
  readonly startedMs: number;
  readonly failure: Failure | undefined;
}

function log(logger: Logger, { call: { endpoint, context }, startedMs, failure }: LoggedCall): void {
  const { dataSourceInstanceSettings: settings } = context.pluginContext;
  const traceId = traceIdOf(context.headers);
  logger.debug('Plugin Request Completed', {
    endpoint,
    ...(traceId !== undefined && { traceId }),
    ...(settings !== undefined && { dsName: settings.name, dsUid: settings.uid }),
    status: statusOf(context.signal, failure),
    duration: toGoDuration(performance.now() - startedMs),
    statusSource: failure?.statusSource ?? 'plugin',
    ...(failure?.message !== undefined && { error: failure.message }),
  });
}

function statusOf(signal: AbortSignal, failure: Failure | undefined): 'ok' | 'cancelled' | 'error' {
  if (signal.aborted) return 'cancelled';
  return failure === undefined ? 'ok' : 'error';
}

/** Of several that failed, the first. */
function queryFailure(response: QueryDataResponse): Failure | undefined {
  for (const { error } of response.values()) {
    if (error !== undefined) return { message: error.message, statusSource: error.errorSource };
  }
  return undefined;
}

function healthFailure({
  status,
  message,
}: {
  readonly status: string;
  readonly message: string;
}): Failure | undefined {
  return status === 'ok' ? undefined : { message, statusSource: 'downstream' };
}

function statusFailure({ status }: { readonly status: number }): Failure | undefined {
  return status < 400 ? undefined : { message: `HTTP ${String(status)}` };
}

/** The second part of `traceparent`. Source: W3C Trace Context. */
function traceIdOf({ traceparent }: RequestContext['headers']): string | undefined {
  return traceparent?.split('-')[1];
}

/** As Go writes a time.Duration: 1.5s, 12.25ms. */
function toGoDuration(ms: number): string {
  const [value, unit] = ms < 1000 ? [ms, 'ms'] : [ms / 1000, 's'];
  return `${String(Number(value.toFixed(3)))}${unit}`;
}
