import type { StreamPacket, StreamRequest, SubscribeStreamResult } from '../../sdk/api/stream.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { redactingLogger } from '../../sdk/log/redacting-logger.ts';
import type { Logger } from '../../sdk/log/logger.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { runInTurns } from '../../sdk/turns/steps.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { secretsOf } from '../secrets/secrets-of-call.ts';
import { seriesInSteps } from '../frames/frames-for-query.ts';
import { parseQuery, type Query } from '../query/parse-query.ts';
import { queryServer } from '../request/query-server.ts';
import { CallAllowance } from '../request/call-allowance.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';
import { parseLiveQuestion, type LiveQuestion } from './live-question.ts';
import { LiveState, type Packets } from './live-state.ts';
import type { LiveStates } from './live-states.ts';
import type { LiveStreamOptions } from './stream/live-stream.ts';
import type { LiveStreams } from './stream/live-streams.ts';
import { createPushSource } from './push/push-source.ts';
import type { StreamAnnouncement } from './push/stream-announcement.ts';
import { untilAttached } from './until-attached.ts';

/** The data source that a channel belongs to. */
export interface LiveSource {
  readonly server: SimpleJsonServer;
  readonly streams: LiveStreams;
  readonly states: LiveStates;
  /** Where the server pushes; absent where it may not. */
  readonly announcement: StreamAnnouncement | undefined;
  readonly logger: Logger;
}

type Subscribed = Pick<LiveSource, 'states'> & { readonly server: Pick<SimpleJsonServer, 'live' | 'key'> };

/**
 * Whether a viewer may subscribe, and what it has missed since its first rows. Grafana does not show why a subscription is refused: the answer to the
 * panel's query has told the reason.
 */
export async function subscribeLive(
  { path, data }: StreamRequest,
  { server, states }: Subscribed,
): Promise<SubscribeStreamResult> {
  try {
    const { live, key } = server;
    const question = parseLiveQuestion(path, data, live.seal);
    if (live.refusal !== undefined) return { status: 'permission denied' };
    const isFull = !live.running.has(path) && live.running.size >= live.maxStreams;
    if (isFull) return { status: 'permission denied' };
    const state = states.recent(`${key} ${path}`);
    state?.subscribed(Date.now());
    const missed = await state?.missedBy(question, Date.now());
    const initial = missed?.at(-1);
    return { status: 'ok', ...(initial && { initial }) };
  } catch (error) {
    if (error instanceof PluginError) return { status: 'not found' };
    throw error;
  }
}

/**
 * The new points of a channel. Where the data source no longer allows live panels, the run ends without an error: after an error, the host would start
 * it again and again.
 * @throws {PluginError} 400 when the path and data are not those of a channel
 */
export async function* runLive(
  { path, data }: StreamRequest,
  source: LiveSource,
  context: RequestContext,
): AsyncGenerator<StreamPacket> {
  const { live } = source.server;
  const question = parseLiveQuestion(path, data, live.seal);
  if (live.refusal !== undefined) {
    source.logger.warn('a live stream was asked for that there may not be', { reason: live.refusal });
    return;
  }
  const allowed = { ...question, pollMs: Math.max(question.pollMs, live.minIntervalMs) };
  const key = `${source.server.key} ${path}`;
  const { state, isShared, leave } = source.states.enter(key, source.streams, () => new LiveState(allowed));
  const isFresh = !isShared && state.begin(allowed, Date.now());
  const firstPauseMs = allowed.pollMs * (isFresh ? 1 : Math.random());
  try {
    const open = (): LiveStreamOptions => ({ ...toStream(allowed, { state, source, context }), firstPauseMs });
    const missed = (): Packets => state.missedBy(question, Date.now());
    yield* source.streams.run(path, { open, missed }, context.signal);
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
  const { server, announcement } = source;
  const logger = redactingLogger(
    source.logger,
    createRedactor(() => secretsOf(context)),
  );
  const toQuery = (): Query => queryForNew(question, state);
  const anonymous = withoutUser(context);
  return {
    fetch: (signal) => fetchNew(toQuery(), state, { server, context: { ...anonymous, signal } }),
    needsAnswer: () => state.needsAll,
    pollMs: question.pollMs,
    logger,
    ...(announcement && {
      push: createPushSource({ server, announcement, state, toQuery, context: anonymous, logger }),
    }),
  };
}

/** The context without the user and headers: the host runs a stream for its first viewer, but all viewers see it. */
function withoutUser({ pluginContext, signal }: RequestContext): RequestContext {
  const { user: _user, ...context } = pluginContext;
  return { pluginContext: context, fromAlert: false, headers: {}, headersFrom: 'host', signal };
}

/** The channel's query, for the range since the last point that the viewers have. */
function queryForNew({ refId, model, intervalMs, maxDataPoints }: LiveQuestion, state: LiveState): Query {
  const timeRange = state.nextRange(Date.now());
  return parseQuery({ refId, queryType: '', json: JSON.stringify(model), intervalMs, maxDataPoints, timeRange });
}

async function fetchNew(
  query: Query,
  state: LiveState,
  { server, context }: { readonly server: SimpleJsonServer; readonly context: RequestContext },
): Promise<readonly StreamPacket[]> {
  const allowance = new CallAllowance(server.maxSeries);
  const outcome = (await queryServer([query], { server, call: context, allowance })).get(query.refId);
  if (outcome === undefined) return [];
  if ('error' in outcome) throw outcome.error;
  context.signal.throwIfAborted();
  const { series } = await runInTurns(seriesInSteps(query, outcome.results), context.signal);
  await untilAttached(state, context.signal);
  return state.take(series, query, Date.now());
}
