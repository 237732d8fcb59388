import { countInSteps, type Steps } from '../../sdk/turns/steps.ts';

/** Sorted by the engine at once. */
const runLength = 4096;

/** Rows in the order of their values, equal ones in the order in which they stand: runs, merged in pairs. */
export function* sortInSteps(rows: Uint32Array, values: Float64Array): Steps<Uint32Array> {
  let from = Uint32Array.from(rows);
  for (let start = 0; start < from.length; start += runLength) {
    from.subarray(start, start + runLength).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    yield;
  }
  let to = new Uint32Array(from.length);
  for (let length = runLength; length < from.length; length *= 2) {
    for (let start = 0; start < from.length; start += 2 * length) {
      yield* mergeRuns({ from, to, values }, start, length);
    }
    [from, to] = [to, from];
  }
  return from;
}

interface Merge {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly values: Float64Array;
}

function* mergeRuns({ from, to, values }: Merge, start: number, length: number): Steps<undefined> {
  const middle = Math.min(start + length, from.length);
  const end = Math.min(middle + length, from.length);
  let [left, right] = [start, middle];
  return yield* countInSteps(end - start, (i) => {
    const isLeft = right >= end || (left < middle && valueAt(from, values, left) <= valueAt(from, values, right));
    to[start + i] = from[isLeft ? left++ : right++] ?? 0;
  });
}

function valueAt(rows: Uint32Array, values: Float64Array, at: number): number {
  return values[rows[at] ?? 0] ?? 0;
}
