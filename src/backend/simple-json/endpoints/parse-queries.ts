import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { DataQuery } from '../../sdk/api/query-data.ts';
import { runInOneTurn, runInTurns, type Steps } from '../../sdk/turns/steps.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import { isAskable, parseQuery, parseQueryInSteps, shortModelLength, type Query } from '../query/parse-query.ts';
import { isSpecial } from './answer-special-query.ts';

/** The queries of a call, by what is to be done with them. Those that ask for nothing are left out. */
export class ParsedQueries {
  readonly askable: Query[] = [];
  /** Those that ask for something else than data. */
  readonly special: Query[] = [];
  /** By refId. */
  readonly refused = new Map<string, PluginError>();

  add(refId: string, parsed: Query | PluginError): void {
    if (parsed instanceof PluginError) this.refused.set(refId, parsed);
    else if (isSpecial(parsed)) this.special.push(parsed);
    else if (isAskable(parsed)) this.askable.push(parsed);
  }
}

/** @param queries of different refIds */
export function parseQueries(
  queries: readonly DataQuery[],
  signal: AbortSignal,
): ParsedQueries | Promise<ParsedQueries> {
  const [only] = queries;
  if (only === undefined || queries.length > 1 || isLong(only)) return runInTurns(parseInSteps(queries), signal);
  // What a panel usually has.
  return runInOneTurn(() => {
    const sorted = new ParsedQueries();
    sorted.add(only.refId, tryParse(only));
    return sorted;
  });
}

/** Far more than a panel has. Each query costs time before the server is asked, so their number is limited. */
const maxQueries = 5000;

/** Limit for the characters of all models together, since the body for the server is made in one go. */
const maxModelsLength = 16 * 1024 * 1024;

/** The first characters of each model have a second, lower limit together: many short values take longer than a few long texts, and a longer model is mostly long texts. */
const beginLength = 64 * 1024;
const maxBeginsLength = 4 * 1024 * 1024;

/** Why a query is not asked. */
function refusal(i: number, count: number): PluginError {
  const message =
    i < maxQueries
      ? `the models of one call's queries may have ${maxModelsLength} characters together, and ${maxBeginsLength} if of each only ` +
        `${beginLength} are counted, and these have more; ask in several calls, or for less`
      : `one call may hold ${maxQueries} queries, this one holds ${count}; ask in several calls, or with fewer queries`;
  return new PluginError(message, { errorSource: 'downstream', status: 400 });
}

function* parseInSteps(queries: readonly DataQuery[]): Steps<ParsedQueries> {
  const sorted = new ParsedQueries();
  let length = 0;
  let begins = 0;
  for (const [i, query] of queries.entries()) {
    length += query.json.length;
    begins += Math.min(query.json.length, beginLength);
    const isSmall = length <= maxModelsLength && begins <= maxBeginsLength;
    if (i >= maxQueries || !isSmall) sorted.add(query.refId, refusal(i, queries.length));
    else sorted.add(query.refId, isLong(query) ? yield* tryParseInSteps(query) : tryParse(query));
    yield;
  }
  return sorted;
}

function isLong({ json }: DataQuery): boolean {
  return json.length > shortModelLength;
}

function tryParse(query: DataQuery): Query | PluginError {
  try {
    return parseQuery(query);
  } catch (error) {
    return pluginErrorFrom(error);
  }
}

function* tryParseInSteps(query: DataQuery): Steps<Query | PluginError> {
  try {
    return yield* parseQueryInSteps(query);
  } catch (error) {
    return pluginErrorFrom(error);
  }
}
