/** Those of Grafana's "Reduce" expression. */
export const reducers = ['last', 'mean', 'min', 'max', 'sum', 'count', 'median'] as const;

export type Reducer = (typeof reducers)[number];

/**
 * A series as one number, as Grafana's reduce expression in its strict mode, which is the default, makes it.
 * Source: grafana, pkg/expr/mathexp/reduce.go.
 * @param values null where there is none
 * @returns null only for a last value that is null; NaN where a value is missing or there is none to choose
 */
export function reduceSeries(values: readonly (number | null)[], reducer: Reducer): number | null {
  if (reducer === 'count') return values.length;
  if (reducer === 'last') return values.length === 0 ? NaN : (values.at(-1) ?? null);
  const numbers = values.map((value) => value ?? NaN);
  if (numbers.some(Number.isNaN)) return NaN;
  return reduceNumbers[reducer](numbers);
}

type Numbers = readonly number[];

const reduceNumbers: Readonly<Record<Exclude<Reducer, 'count' | 'last'>, (numbers: Numbers) => number>> = {
  sum,
  mean: (numbers) => sum(numbers) / numbers.length,
  min: (numbers) => numbers.reduce((least, number) => Math.min(least, number), numbers[0] ?? NaN),
  max: (numbers) => numbers.reduce((most, number) => Math.max(most, number), numbers[0] ?? NaN),
  median,
};

function sum(numbers: Numbers): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers: Numbers): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
