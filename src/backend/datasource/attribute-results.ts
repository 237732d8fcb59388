import type { DecodedResult } from '../decode/decoded-answer.ts';
import type { Query } from './parse-query.ts';

/** Which results belong to which query; or that the answer does not say, so that each query must be asked alone. */
export type Attribution =
  | {
      readonly attributable: true;
      /** By refId; a query may have none. */
      readonly byRefId: ReadonlyMap<string, readonly DecodedResult[]>;
      /** Results nobody asked for. */
      readonly strangers: readonly DecodedResult[];
    }
  | { readonly attributable: false };

/**
 * By `refId` where the server gives it, else by `target`, else by position when the numbers agree. Everything a server
 * answers to a single query is that query's.
 */
export function attributeResults(queries: readonly Query[], results: readonly DecodedResult[]): Attribution {
  const [only] = queries;
  if (queries.length === 1 && only !== undefined) {
    return { attributable: true, byRefId: new Map([[only.refId, results]]), strangers: [] };
  }
  const byRefId = new Map<string, DecodedResult[]>(queries.map(({ refId }) => [refId, []]));
  const unnamed = results.filter((result) => !takeByRefId(result, byRefId));
  const strangers = takeByTarget(unnamed, queries, byRefId);
  if (strangers === undefined) return { attributable: false };
  return takeByPosition(strangers, queries, byRefId);
}

type Results = Map<string, DecodedResult[]>;

function takeByRefId(result: DecodedResult, byRefId: Results): boolean {
  const owner = result.refId === undefined ? undefined : byRefId.get(result.refId);
  owner?.push(result);
  return owner !== undefined;
}

/** Returns what no query's target names, or undefined when two queries of one target cannot be told apart. */
function takeByTarget(
  results: readonly DecodedResult[],
  queries: readonly Query[],
  byRefId: Results,
): DecodedResult[] | undefined {
  const left: DecodedResult[] = [];
  for (const [target, namesakes] of Map.groupBy(results, ({ target }) => target)) {
    const owners = queries.filter((query) => query.target === target && byRefId.get(query.refId)?.length === 0);
    if (target === undefined || owners.length === 0) {
      left.push(...namesakes);
    } else if (owners.length === 1 && owners[0] !== undefined) {
      byRefId.get(owners[0].refId)?.push(...namesakes);
    } else if (!takeInOrder(namesakes, owners, byRefId)) {
      return undefined;
    }
  }
  return left;
}

/** What is left goes to the queries that have nothing yet: all to the only one, or one each in order. */
function takeByPosition(left: readonly DecodedResult[], queries: readonly Query[], byRefId: Results): Attribution {
  const empty = queries.filter(({ refId }) => byRefId.get(refId)?.length === 0);
  const [only] = empty;
  if (left.length === 0 || empty.length === 0) return { attributable: true, byRefId, strangers: left };
  if (empty.length === 1 && only !== undefined) {
    byRefId.get(only.refId)?.push(...left);
    return { attributable: true, byRefId, strangers: [] };
  }
  return takeInOrder(left, empty, byRefId) ? { attributable: true, byRefId, strangers: [] } : { attributable: false };
}

function takeInOrder(results: readonly DecodedResult[], owners: readonly Query[], byRefId: Results): boolean {
  if (results.length !== owners.length) return false;
  for (const [i, result] of results.entries()) {
    const owner = owners[i];
    if (owner !== undefined) byRefId.get(owner.refId)?.push(result);
  }
  return true;
}
