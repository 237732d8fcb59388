import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { FrameMeta } from '../../sdk/dataframe/frame-meta.ts';
import type { DataQuery, DataResponse } from '../../sdk/api/query-data.ts';
import { runInTurns, type Steps } from '../../sdk/turns/steps.ts';
import { answerSpecialQuery } from './answer-special-query.ts';
import { queryServer, type QueryContext, type Outcome } from '../request/query-server.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { CallAllowance } from '../request/call-allowance.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { framesInSteps, seriesInSteps } from '../frames/frames-for-query.ts';
import { measureFrames } from '../frames/measure-frames.ts';
import { cutFrames } from '../live/cut-frames.ts';
import { offerLive, type LiveOffer } from '../live/offer-live.ts';
import type { Query } from '../query/parse-query.ts';
import { parseQueries } from './parse-queries.ts';
import { parseFrameReading } from '../call/frame-reading.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

/**
 * Answers every query of a request: those of one range and interval share a request to the server, those that ask for
 * the same thing an answer.
 * @returns a response for each refId; a query's failure is in its own response
 */
export async function runQueries(
  queries: readonly DataQuery[],
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<ReadonlyMap<string, DataResponse>> {
  const context = { server, call, allowance: new CallAllowance(server.maxSeries) };
  const responses = new Map<string, DataResponse>(queries.map(({ refId }) => [refId, { frames: [] }]));
  const parsing = parseQueries(uniqueByRefId(queries), call.signal);
  const { askable, special, refused } = parsing instanceof Promise ? await parsing : parsing;
  for (const [refId, error] of refused) responses.set(refId, { frames: [], error });
  const answerGroup = (group: readonly Query[]): Promise<void> => runGroup(group, context, responses);
  if (special.length === 0 && askable.length === 1) {
    await answerGroup(askable);
    return responses;
  }
  const groups = await runInTurns(groupsOf(askable, requestKey), call.signal);
  const specialRequests = Math.max(0, maxRequests - groups.length);
  for (const { refId } of [...groups.slice(maxRequests).flat(), ...special.slice(specialRequests)]) {
    responses.set(refId, { frames: [], error: tooManyRequests(groups.length + special.length) });
  }
  await Promise.all([
    ...groups.slice(0, maxRequests).map(answerGroup),
    ...special.slice(0, specialRequests).map(async (query) => {
      const response = await answerSpecialQuery(query, server, call);
      responses.set(query.refId, await withinAllowance(response, context));
    }),
  ]);
  return responses;
}

/** Lists and annotations may be long, and are held until all of a call are there. */
async function withinAllowance(response: DataResponse, { allowance, call }: QueryContext): Promise<DataResponse> {
  const { texts, columns } = await runInTurns(measureFrames(response.frames), call.signal);
  try {
    allowance.takeTexts(texts + columns);
    return response;
  } catch (error) {
    return { frames: [], error: pluginErrorFrom(error) };
  }
}

/** Of one call: far more than a panel needs, and not so many that a call could flood a server. */
const maxRequests = 100;

function tooManyRequests(count: number): PluginError {
  const message =
    `the queries of one call may take ${maxRequests} requests, these take ${count}: those of another range, interval, panel or kind ` +
    'cannot share one; ask in several calls';
  return new PluginError(message, { errorSource: 'downstream', status: 400 });
}

function uniqueByRefId(queries: readonly DataQuery[]): readonly DataQuery[] {
  if (queries.length < 2) return queries;
  return [...new Map(queries.toReversed().map((query) => [query.refId, query])).values()].toReversed();
}

/** What has to be equal for two queries to travel in one request. */
function requestKey({ timeRange, intervalMs, maxDataPoints, carried }: Query): string {
  return JSON.stringify([timeRange, intervalMs, maxDataPoints, carried]);
}

/**
 * What has to be equal for two queries of a request to share an answer: everything but their refId, how they are displayed, and what the request
 * carries for all of them.
 */
function questionKey({ target, format, model }: Query): string {
  const { refId, alias, unit, decimals, hide, key, live, carried, ...question } = model;
  return JSON.stringify([target, format, question]);
}

function* groupsOf(queries: readonly Query[], keyOf: (query: Query) => string): Steps<readonly (readonly Query[])[]> {
  const groups = new Map<string, Query[]>();
  for (const query of queries) {
    const key = keyOf(query);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [query]);
    else group.push(query);
    yield;
  }
  return [...groups.values()];
}

async function runGroup(
  group: readonly Query[],
  context: QueryContext,
  responses: Map<string, DataResponse>,
): Promise<void> {
  const { signal } = context.call;
  // A single query, the usual case, needs no key.
  const sameQuestion = group.length === 1 ? [group] : await runInTurns(groupsOf(group, questionKey), signal);
  const asked = sameQuestion.flatMap((queries) => queries.slice(0, 1));
  const outcomes = await queryServer(asked, context);
  const responding = runInTurns(respondInSteps(sameQuestion, outcomes, context), signal);
  const answered = responding instanceof Promise ? await responding : responding;
  for (const [refId, response] of answered) responses.set(refId, response);
}

/** Thousands of queries take as long as thousands of series: a step is one query, or a part of it. */
function* respondInSteps(
  sameQuestion: readonly (readonly Query[])[],
  outcomes: ReadonlyMap<string, Outcome>,
  context: QueryContext,
): Steps<readonly (readonly [refId: string, DataResponse])[]> {
  const responses: (readonly [string, DataResponse])[] = [];
  for (const queries of sameQuestion) {
    const outcome = outcomes.get(queries[0]?.refId ?? '');
    if (outcome !== undefined && 'problems' in outcome)
      context.server.meter.noticed(outcome.problems.length * queries.length);
    for (const [i, query] of queries.entries()) {
      responses.push([query.refId, yield* toResponse({ query, isRepeated: i > 0 }, outcome, context)]);
      yield;
    }
  }
  return responses;
}

interface AskedQuery {
  readonly query: Query;
  /** Whether another has got the same answer. */
  readonly isRepeated: boolean;
}

function* toResponse(
  { query, isRepeated }: AskedQuery,
  outcome: Outcome | undefined,
  { server, call, allowance }: QueryContext,
): Steps<DataResponse> {
  if (outcome === undefined) return { frames: [] };
  if ('error' in outcome) return { frames: [], error: outcome.error };
  try {
    const { fromAlert, pluginContext } = call;
    const reading = parseFrameReading(pluginContext.grafanaConfig);
    if (allowance.framesLeft <= 0) throw allowance.tooManyResults();
    const isLive = query.live !== undefined && !fromAlert;
    const offer = isLive ? offerLive(query, yield* seriesInSteps(query, outcome.results), server) : {};
    const meta = toMeta(outcome, offer);
    const options = { fromAlert, reading, meta, maxSeries: allowance.framesLeft };
    const frames = yield* framesInSteps(query, outcome.results, options);
    allowance.takeFrames(frames.length);
    yield* countWritten(frames, isRepeated, allowance);
    return { frames: offer.rows === undefined ? frames : cutFrames(frames, offer.rows) };
  } catch (error) {
    return { frames: [], error: pluginErrorFrom(error) };
  }
}

/** So few take at most so many times what the answer took, and need not be measured. */
const fewFrames = 4;

/** Counts what is written of frames. @throws {PluginError} when the call would get too much */
function* countWritten(
  frames: readonly DataFrame[],
  isRepeated: boolean,
  allowance: QueryContext['allowance'],
): Steps<undefined> {
  if (!isRepeated && frames.length <= fewFrames) return undefined;
  const { texts, columns } = yield* measureFrames(frames);
  allowance.takeTexts(texts);
  if (isRepeated) allowance.takeRepeated(columns);
  return undefined;
}

type Answer = Exclude<Outcome, { readonly error: unknown }>;

/** For the query inspector, and where the panel can subscribe. */
function toMeta({ executed, facts, problems }: Answer, { channel, notice }: LiveOffer): FrameMeta {
  const notices = notice === undefined ? problems : [...problems, notice];
  return {
    executedQueryString: executed(),
    custom: { ...facts, ...(channel && { live: channel }) },
    stats: [{ displayName: 'Upstream latency', value: facts.latencyMs, unit: 'ms' }],
    ...(notices.length === 0 ? {} : { notices: notices.map((text) => ({ severity: 'warning' as const, text })) }),
  };
}
