/** The middle value, or the mean of the two in the middle; NaN when there is none. */
export function median(values: readonly number[]): number {
  const sorted = sort(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** The smallest value that is at least as large as `percent` of all (nearest rank); NaN when there is none. */
export function percentile(values: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * values.length);
  return sort(values)[Math.max(rank, 1) - 1] ?? NaN;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Of the values that are there; undefined when none is. */
export function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) return undefined;
  return { min: Math.min(...present), median: median(present), max: Math.max(...present) };
}

function sort(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
