import type { JsonLimits } from './measure-json.ts';

/** Deeper than anything a server has reason to send; what reads values inside each other calls itself so often at most. */
const maxDepth = 512;

const mebibyte = 1024 * 1024;

/** More than a person chooses from, and than a panel shows of annotations. */
const listLimits: JsonLimits = { maxDepth, maxValues: 250_000, maxHeapBytes: 64 * mebibyte };

/** How much of an answer to /query may come to be. */
export interface ResultLimits {
  /** Series, and columns of tables. */
  readonly maxColumns: number;
}

/** What an answer of each kind may hold. Where less memory is to be had, answers to /query may take less of it. */
export const answerLimits = {
  query: { maxDepth, maxValues: Infinity, maxHeapBytes: 1024 * mebibyte, maxColumns: 100_000 },
  search: listLimits,
  annotations: listLimits,
} as const satisfies { query: JsonLimits & ResultLimits; search: JsonLimits; annotations: JsonLimits };

/** For the bodies of lists and annotations, decompressed; those of answers to /query have a setting. */
export const maxListBytes = 16 * mebibyte;
