import { isJsonArray, type JsonObject } from '../json/json-value.ts';
import { isPlainlyTime } from '../result/points-of-pairs.ts';
import { areTimedPairs } from './timed-pairs.ts';

/**
 * An answer that is nothing but rows of scalars, as pandas' `orient="values"` and many a small server write it: a series where they are pairs of a
 * time and a value, else a table. One column has to be plainly of times.
 */
export function matrixResult(rows: readonly unknown[]): JsonObject | undefined {
  const [first] = rows;
  if (!isJsonArray(first) || first.length < 2 || !rows.every((row) => isRow(row, first.length))) return undefined;
  if (areTimedPairs(rows, 1)) return { datapoints: rows };
  if (areTimedPairs(rows, 0)) return { datapoints: rows.map((row) => (isJsonArray(row) ? [row[1], row[0]] : row)) };
  const time = first.findIndex((_, column) => rows.every((row) => isJsonArray(row) && isPlainlyTime(row[column])));
  if (time < 0) return undefined;
  const columns = first.map((_, column) =>
    column === time ? { text: 'time', type: 'time' } : `Column ${String(column + 1)}`,
  );
  return { type: 'table', columns, rows };
}

function isRow(row: unknown, length: number): boolean {
  return isJsonArray(row) && row.length === length && row.every((cell) => typeof cell !== 'object' || cell === null);
}
