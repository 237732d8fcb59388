import type { StreamPacket, StreamRequest, SubscribeStreamResult } from '../../sdk/api/stream.ts';
import { dataSourceKey } from '../../sdk/api/plugin-context.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { redactingLogger } from '../../sdk/log/redacting-logger.ts';
import type { Logger } from '../../sdk/log/logger.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { runInTurns } from '../../sdk/turns/steps.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { secretsOf } from '../secrets/secrets-of-call.ts';
import { seriesInSteps } from '../frames/frames-for-query.ts';
import { parseQuery } from '../query/parse-query.ts';
import { queryServer } from '../request/query-server.ts';
import { CallAllowance } from '../request/call-allowance.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';
import { parseLiveQuestion, type LiveQuestion } from './live-question.ts';
import { LiveState } from './live-state.ts';
import type { LiveStates } from './live-states.ts';
import type { LiveStreamOptions } from './live-stream.ts';
import type { LiveStreams } from './live-streams.ts';

/** The data source that a channel belongs to. */
export interface LiveSource {
  readonly server: SimpleJsonServer;
  readonly streams: LiveStreams;
  readonly states: LiveStates;
  readonly logger: Logger;
}

/** Whether somebody may subscribe. Each was told with the answer to the query, since Grafana shows a refusal to nobody. */
export function subscribeLive(
  { path, data }: StreamRequest,
  { live }: Pick<SimpleJsonServer, 'live'>,
): SubscribeStreamResult {
  try {
    parseLiveQuestion(path, data);
    if (live.refusal !== undefined) return { status: 'permission denied' };
    const isFull = !live.running.has(path) && live.running.size >= live.maxStreams;
    return { status: isFull ? 'permission denied' : 'ok' };
  } catch (error) {
    if (error instanceof PluginError) return { status: 'not found' };
    throw error;
  }
}

/**
 * What is new in a channel. A data source that no longer allows it ends the run well, or the host would start it again for ever.
 * @throws {PluginError} 400 for a channel that is none
 */
export async function* runLive(
  { path, data }: StreamRequest,
  source: LiveSource,
  context: RequestContext,
): AsyncGenerator<StreamPacket> {
  const question = parseLiveQuestion(path, data);
  const { live } = source.server;
  if (live.refusal !== undefined) {
    source.logger.warn('a live stream was asked for that there may not be', { reason: live.refusal });
    return;
  }
  const allowed = { ...question, pollMs: Math.max(question.pollMs, live.minIntervalMs) };
  const key = `${dataSourceKey(context.pluginContext)} ${path}`;
  const { state, leave } = source.states.enter(key, () => new LiveState(allowed));
  const isFresh = state.begin(allowed, Date.now());
  const firstPauseMs = allowed.pollMs * (isFresh ? 1 : Math.random());
  try {
    const open = (): LiveStreamOptions => ({ ...toStream(allowed, { state, source, context }), firstPauseMs });
    yield* source.streams.run(path, open, context.signal);
  } finally {
    leave();
  }
}

interface StreamParts {
  readonly state: LiveState;
  readonly source: LiveSource;
  readonly context: RequestContext;
}

function toStream(
  question: LiveQuestion,
  { state, source, context }: StreamParts,
): Omit<LiveStreamOptions, 'firstPauseMs'> {
  const { server, logger } = source;
  return {
    fetch: (signal) => fetchNew(question, state, { server, context: { ...ofNobody(context), signal } }),
    pollMs: question.pollMs,
    logger: redactingLogger(
      logger,
      createRedactor(() => secretsOf(context)),
    ),
  };
}

/** A stream is asked for the first of its viewers, and seen by all: whoever that is stays out of it. */
function ofNobody({ pluginContext, signal }: RequestContext): RequestContext {
  const { user: _user, ...context } = pluginContext;
  return { pluginContext: context, fromAlert: false, headers: {}, headersFrom: 'host', signal };
}

async function fetchNew(
  { refId, model, intervalMs, maxDataPoints }: LiveQuestion,
  state: LiveState,
  { server, context }: { readonly server: SimpleJsonServer; readonly context: RequestContext },
): Promise<readonly StreamPacket[]> {
  const timeRange = state.nextRange(Date.now());
  const json = JSON.stringify(model);
  const query = parseQuery({ refId, queryType: '', json, intervalMs, maxDataPoints, timeRange });
  const allowance = new CallAllowance(server.maxSeries);
  const outcome = (await queryServer([query], { server, call: context, allowance })).get(refId);
  if (outcome === undefined) return [];
  if ('error' in outcome) throw outcome.error;
  context.signal.throwIfAborted();
  const { series } = await runInTurns(seriesInSteps(query, outcome.results), context.signal);
  return state.take(series, query, Date.now());
}
