import type { AnswerHints } from '../../decode/answer/answer-hints.ts';
import { DecodeError, type DecodedAnswer } from '../../decode/answer/decoded-answer.ts';
import type { PluginError } from '../../sdk/api/plugin-error.ts';
import type { UpstreamFacts } from '../../upstream/contract/upstream-client.ts';
import { UpstreamError } from '../../upstream/contract/upstream-error.ts';
import { fetchData } from './fetch-data.ts';
import { allTo, matchResults } from './match-results.ts';
import type { CallAllowance } from './call-allowance.ts';
import { runInTurns } from '../../sdk/turns/steps.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { decodeResponse } from '../server/decode-response.ts';
import type { Query } from '../query/parse-query.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** What the server answered to one query, or why it did not. */
export type Outcome =
  | (DecodedAnswer & {
      readonly facts: UpstreamFacts;
      /** The query's share of the request's body, for the query inspector. */
      readonly executed: () => string;
      /** Elements of the answer were left out. */
      readonly hasGaps: boolean;
    })
  | {
      readonly error: PluginError;
      /** It was not asked at all. */
      readonly isUnasked?: boolean;
    };

/** Which server to ask, for which call, and how many requests and results the call may still have. */
export interface QueryContext {
  readonly server: SimpleJsonServer;
  readonly call: RequestContext;
  readonly allowance: CallAllowance;
}

/**
 * Asks all queries in one request. Asks each alone where results cannot be matched to queries, where the server refuses the request because of one query,
 * or where the server answers only some of the queries of a request.
 * @param queries of one range and interval, each asking for something else
 * @returns an outcome for each refId
 */
export async function queryServer(
  queries: readonly Query[],
  context: QueryContext,
): Promise<ReadonlyMap<string, Outcome>> {
  if (queries.length > 1 && context.server.batches.isMissing) return queryEachAlone(queries, context);
  try {
    const answer = await queryTogether(queries, context);
    context.server.batches.learnBroken(false);
    if (!('outcomes' in answer)) return await queryEachAlone(queries, context, answer.unmatchable);
    return queries.length === 1 ? answer.outcomes : await queryEmptyAgain(answer.outcomes, queries, context);
  } catch (error) {
    if (queries.length > 1 && concernsOneQuery(error) && !isBroken(error, context))
      return queryRefusedAlone(queries, context);
    return sameForAll(queries, pluginErrorFrom(error));
  }
}

/** A server that breaks down must not get a request for each query, whenever a panel asks it. */
async function queryRefusedAlone(
  queries: readonly Query[],
  context: QueryContext,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = await queryEachAlone(queries, context);
  context.server.batches.learnBroken(![...outcomes.values()].some((outcome) => 'results' in outcome));
  return outcomes;
}

function isBroken(error: unknown, { server }: QueryContext): boolean {
  return error instanceof UpstreamError && error.status === 500 && server.batches.isBroken;
}

function sameForAll(queries: readonly Query[], error: PluginError, isUnasked = false): ReadonlyMap<string, Outcome> {
  return new Map(queries.map(({ refId }) => [refId, { error, isUnasked }]));
}

/**
 * Asks queries one by one, as many as a call may, and fewer at a time the more each may get.
 * @param expected results of each, at most
 */
async function queryEachAlone(
  queries: readonly Query[],
  context: QueryContext,
  expected = 0,
): Promise<ReadonlyMap<string, Outcome>> {
  const { allowance } = context;
  const granted = allowance.takeAlone(queries.length);
  const outcomes = new Map(sameForAll(queries.slice(granted), allowance.tooManyAlone(queries.length), true));
  const atOnce = allowance.atOnce(expected);
  for (let start = 0; start < granted; start += atOnce) {
    const some = queries.slice(start, Math.min(start + atOnce, granted));
    const answers = allowance.isUsedUp
      ? [sameForAll(some, allowance.tooManyResults(), true)]
      : await Promise.all(some.map((query) => queryServer([query], context)));
    for (const answer of answers) for (const [refId, outcome] of answer) outcomes.set(refId, outcome);
  }
  return outcomes;
}

/** Asks the queries without results again, each alone: some servers answer only the first query of a request. */
async function queryEmptyAgain(
  outcomes: ReadonlyMap<string, Outcome>,
  queries: readonly Query[],
  context: QueryContext,
): Promise<ReadonlyMap<string, Outcome>> {
  const { batches } = context.server;
  const without = queries.filter(({ refId }) => !hasResults(outcomes.get(refId)));
  // Elements of the answer were null or could not be read: they may be those of the queries without results.
  if ([...outcomes.values()].some(isGapped)) return outcomes;
  if (without.length === 0 || !batches.isDoubtful) return outcomes;
  const alone = await queryEachAlone(without, context);
  const found = [...alone].filter(([, outcome]) => hasResults(outcome));
  const unasked = [...alone].filter(([, outcome]) => isUnasked(outcome));
  if (unasked.length < alone.size) batches.learn(found.length > 0);
  // Those that the limit left unasked keep its error where others got results alone, as they might have.
  return new Map([...outcomes, ...found, ...(found.length > 0 ? unasked : [])]);
}

function hasResults(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && 'results' in outcome && outcome.results.length > 0;
}

function isUnasked(outcome: Outcome): boolean {
  return 'error' in outcome && outcome.isUnasked === true;
}

function isGapped(outcome: Outcome): boolean {
  return 'results' in outcome && outcome.hasGaps;
}

type Answer =
  | { readonly outcomes: ReadonlyMap<string, Outcome> }
  /** How many results could not be matched to queries. */
  | { readonly unmatchable: number };

async function queryTogether(queries: readonly Query[], { server, call, allowance }: QueryContext): Promise<Answer> {
  const answer = await fetchData(queries, server, call);
  const { executed, facts } = answer;
  const decoding = decodeResponse('query', answer, { server, call, hints: askedOf(queries) });
  const { results, problems } = decoding instanceof Promise ? await decoding : decoding;
  const [problem] = problems;
  if (server.strict && problem !== undefined) throw new DecodeError(problem);
  const [only, ...others] = queries;
  const match =
    only !== undefined && others.length === 0
      ? allTo(only, results)
      : await runInTurns(matchResults(queries, results), call.signal);
  if (!match.isMatchable) return { unmatchable: results.length };
  allowance.takeResults(results.length);
  const hasGaps = problems.length > 0 || results.some(({ position }, place) => position !== place);
  const notices = [...problems, ...unmatchedTexts(match.unmatched, maxNotices - problems.length)];
  const outcomes = new Map(
    queries.map(({ refId }, i) => [
      refId,
      {
        results: match.byRefId.get(refId) ?? [],
        problems: i === 0 ? notices : [],
        facts,
        executed: () => executed(i),
        hasGaps,
      },
    ]),
  );
  return { outcomes };
}

/** All queries of a request have one range. */
function askedOf([first]: readonly Query[]): AnswerHints {
  if (first === undefined) return {};
  const { fromEpochMs, toEpochMs } = first.timeRange;
  return { asked: { fromMs: fromEpochMs, toMs: toEpochMs } };
}

const maxNotices = 20;
const maxNameLength = 100;

/** The first of them, as many as there is room for, and how many more there are. */
function unmatchedTexts(unmatched: DecodedAnswer['results'], room: number): readonly string[] {
  const texts = unmatched.slice(0, Math.max(0, room)).map(({ target = '', kind }) => {
    return `the server also sent a ${kind} named "${cutText(target, maxNameLength)}", which no query asked for`;
  });
  const more = unmatched.length - texts.length;
  return more === 0 ? texts : [...texts, `and ${more} more that no query asked for`];
}

/** Statuses that are about the server or the caller as a whole: each query alone would get the same. */
const commonStatuses = new Set([401, 403, 407, 408, 413, 429, 502, 503, 504]);

function concernsOneQuery(error: unknown): boolean {
  if (error instanceof DecodeError) return error.reason !== 'too-many';
  return error instanceof UpstreamError && error.kind === 'status' && !commonStatuses.has(error.status ?? 0);
}
