import type { DecodedResult } from '../../decode/answer/decoded-answer.ts';
import { countInSteps, forEachInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { Query } from '../query/parse-query.ts';

/** Which results belong to which query; or that the answer does not say, so that each query must be asked alone. */
export type ResultMatch =
  | {
      readonly isMatchable: true;
      /** By refId; a query may have none. */
      readonly byRefId: ReadonlyMap<string, readonly DecodedResult[]>;
      /** Results nobody asked for. */
      readonly unmatched: readonly DecodedResult[];
    }
  | { readonly isMatchable: false };

/**
 * By `refId` where the server gives it and the `target` does not name another query, else by `target`, else by position when the numbers agree, or when elements that
 * could not be read, or were null, left a gap where they stood.
 */
export function* matchResults(queries: readonly Query[], results: readonly DecodedResult[]): Steps<ResultMatch> {
  const sorting: Sorting = {
    queries,
    byTarget: Map.groupBy(queries, ({ target }) => target),
    byPlainTarget: Map.groupBy(new Set(queries.map(({ target }) => target)), plainTarget),
    byRefId: new Map(queries.map(({ refId }) => [refId, []])),
    hasGaps: results.some(({ position }, i) => position !== i),
  };
  if (yield* isOneRefIdForAll(results, sorting)) return { isMatchable: false };
  const unnamed: DecodedResult[] = [];
  yield* forEachInSteps(results, (result) => {
    if (namesAnother(result, sorting) || !takeByRefId(result, sorting)) unnamed.push(result);
  });
  const unmatched = yield* takeByTarget(unnamed, sorting);
  if (unmatched === undefined) return { isMatchable: false };
  return yield* takeByPosition(unmatched, sorting);
}

/** Everything that a server answers to a single query is that query's. */
export function allTo({ refId }: Query, results: readonly DecodedResult[]): ResultMatch {
  return { isMatchable: true, byRefId: new Map([[refId, results]]), unmatched: [] };
}

/** Queries and what is theirs so far. */
interface Sorting {
  readonly queries: readonly Query[];
  readonly byTarget: ReadonlyMap<string | undefined, readonly Query[]>;
  /** The targets that differ in nothing but case and blanks around them. */
  readonly byPlainTarget: ReadonlyMap<string | undefined, readonly (string | undefined)[]>;
  readonly byRefId: Map<string, DecodedResult[]>;
  /** Elements of the answer were left out. */
  readonly hasGaps: boolean;
}

/** The target that a result's name stands for: some servers write it in other letters, or without blanks around it. */
function requestedTarget({ target }: DecodedResult, { byTarget, byPlainTarget }: Sorting): string | undefined {
  if (byTarget.has(target)) return target;
  const [only, ...others] = byPlainTarget.get(plainTarget(target)) ?? [];
  return only !== undefined && others.length === 0 ? only : target;
}

function plainTarget(target: string | undefined): string | undefined {
  return target?.trim().toLowerCase();
}

/** Servers made of an example write `"refId": "A"` into every result: it says nothing where the names are strange too. */
function* isOneRefIdForAll(results: readonly DecodedResult[], sorting: Sorting): Steps<boolean> {
  const { byRefId, byTarget } = sorting;
  const [first] = results;
  if (results.length < 2 || first?.refId === undefined || !byRefId.has(first.refId)) return false;
  if (!results.every(({ refId }) => refId === first.refId)) return false;
  let hasStrangeName = false;
  yield* forEachInSteps(results, (result) => {
    hasStrangeName ||= !byTarget.has(requestedTarget(result, sorting));
  });
  return hasStrangeName;
}

/** Whether a result's name is the target of exactly one query, and its refId another query's. */
function namesAnother(result: DecodedResult, sorting: Sorting): boolean {
  const { refId } = result;
  const { byRefId, byTarget } = sorting;
  const target = requestedTarget(result, sorting);
  const [owner, ...others] = (target === undefined ? undefined : byTarget.get(target)) ?? [];
  return (
    refId !== undefined && byRefId.has(refId) && owner !== undefined && others.length === 0 && owner.refId !== refId
  );
}

function takeByRefId(result: DecodedResult, { byRefId }: Sorting): boolean {
  const owner = result.refId === undefined ? undefined : byRefId.get(result.refId);
  owner?.push(result);
  return owner !== undefined;
}

/** Returns what no query's target names, or undefined when two queries of one target cannot be told apart. */
function* takeByTarget(results: readonly DecodedResult[], sorting: Sorting): Steps<DecodedResult[] | undefined> {
  const left: DecodedResult[] = [];
  let turn = 0;
  for (const [target, namesakes] of yield* groupByTarget(results, sorting)) {
    const owners = ownersOf(target, sorting);
    if (target === undefined || owners.length === 0) {
      pushAll(left, namesakes);
    } else if (owners.length === 1 && owners[0] !== undefined) {
      pushAll(sorting.byRefId.get(owners[0].refId), namesakes);
    } else if (!(yield* takeInOrder(namesakes, owners, sorting))) {
      return undefined;
    }
    if (++turn % namesOfStep === 0) yield;
  }
  return left;
}

const namesOfStep = 16;

function* groupByTarget(
  results: readonly DecodedResult[],
  sorting: Sorting,
): Steps<ReadonlyMap<string | undefined, readonly DecodedResult[]>> {
  const groups = new Map<string | undefined, DecodedResult[]>();
  yield* forEachInSteps(results, (result) => {
    const target = requestedTarget(result, sorting);
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [result]);
    else group.push(result);
  });
  return groups;
}

/** Queries of one target are told apart by which have nothing yet. */
function ownersOf(target: string | undefined, { byTarget, byRefId }: Sorting): readonly Query[] {
  const namesakes = byTarget.get(target) ?? [];
  return namesakes.length === 1 ? namesakes : namesakes.filter(({ refId }) => byRefId.get(refId)?.length === 0);
}

/** What is left goes to the queries that have nothing yet: all to the only one, or one each. */
function* takeByPosition(left: readonly DecodedResult[], sorting: Sorting): Steps<ResultMatch> {
  const { byRefId, hasGaps } = sorting;
  const empty = withoutResults(sorting);
  const [only] = empty;
  if (left.length === 0 || empty.length === 0) return { isMatchable: true, byRefId, unmatched: left };
  if (empty.length === 1 && only !== undefined && !hasGaps) {
    pushAll(byRefId.get(only.refId), left);
    return { isMatchable: true, byRefId, unmatched: [] };
  }
  const areTaken = yield* takeInOrder(left, empty, sorting);
  return areTaken ? { isMatchable: true, byRefId, unmatched: [] } : { isMatchable: false };
}

function withoutResults({ queries, byRefId }: Sorting): readonly Query[] {
  return queries.filter(({ refId }) => byRefId.get(refId)?.length === 0);
}

/** As arguments of one call, a hundred thousand results would overflow the stack. */
function pushAll(list: DecodedResult[] | undefined, results: readonly DecodedResult[]): void {
  for (const result of results) list?.push(result);
}

/** One each in order; where elements are missing, each by the place at which it stood. */
function* takeInOrder(results: readonly DecodedResult[], owners: readonly Query[], sorting: Sorting): Steps<boolean> {
  const { queries, byRefId, hasGaps } = sorting;
  if (!hasGaps && results.length !== owners.length) return false;
  const allowed = new Set(owners);
  const ownerOf = (result: DecodedResult, i: number): Query | undefined =>
    hasGaps ? queries[result.position] : owners[i];
  let strangers = 0;
  yield* countInSteps(results.length, (i) => {
    const result = results[i];
    const owner = result && ownerOf(result, i);
    if (owner === undefined || !allowed.has(owner)) strangers += 1;
  });
  if (strangers > 0) return false;
  yield* forEachInSteps(results, (result, i) => byRefId.get(ownerOf(result, i)?.refId ?? '')?.push(result));
  return true;
}
