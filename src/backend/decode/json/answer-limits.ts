import type { JsonLimits } from './measure-json.ts';

/** Servers have no reason to nest deeper. It limits recursion as well. */
const maxDepth = 512;

const mebibyte = 1024 * 1024;

/** More than a person chooses from, and than a panel shows of annotations. */
const listLimits: JsonLimits = {
  maxDepth,
  maxValues: 250_000,
  maxContainers: 250_000,
  maxNames: 250_000,
  maxHeapBytes: 64 * mebibyte,
};

/** What a thread reads in about a second; plain points, which are not parsed as JSON, are not counted. */
const queryLimits: JsonLimits = {
  maxDepth,
  maxValues: Infinity,
  maxContainers: 2_000_000,
  maxNames: 250_000,
  maxHeapBytes: 1024 * mebibyte,
};

/** How much may be made of an answer to /query. */
export interface ResultLimits {
  /** Series, and columns of tables. */
  readonly maxColumns: number;
}

/** What an answer of each kind may hold. For answers to /query, the limits are lower where there is less memory. */
export const answerLimits = {
  query: { ...queryLimits, maxColumns: 100_000 },
  search: listLimits,
  annotations: listLimits,
} as const satisfies { query: JsonLimits & ResultLimits; search: JsonLimits; annotations: JsonLimits };

/** Characters of an answer that only resembles JSON: what repairs it takes ten times as long as parsing. */
export const maxLooseLength = 4 * mebibyte;

/** For the bodies of lists and annotations, decompressed; those of answers to /query have a setting. */
export const maxListBytes = 16 * mebibyte;
