import { isJsonObject } from '../json/json-value.ts';
import { parseNumber } from '../column/parse-number.ts';
import { isFullTimeText, isLocalTimeText } from '../time/parse-time-text.ts';
import { isLikelyEpochTime } from '../time/time-unit.ts';

/** The points of a chart, `{"x": time, "y": value}`, as [value, time]; undefined unless all are such, and every x plainly a time. */
export function pointsOfPairs(points: readonly unknown[]): readonly unknown[] | undefined {
  const pairs: unknown[] = [];
  for (const point of points) {
    if (!isJsonObject(point) || Object.keys(point).length !== 2 || !Object.hasOwn(point, 'y')) return undefined;
    if (!isPlainlyTime(point['x'])) return undefined;
    pairs.push([point['y'], point['x']]);
  }
  return pairs.length === 0 ? undefined : pairs;
}

/** Whether a cell can be nothing but a time: a whole date as text, or ms of years around now. */
export function isPlainlyTime(cell: unknown): boolean {
  if (typeof cell === 'string' && (isFullTimeText(cell) || isLocalTimeText(cell))) return true;
  const number = parseNumber(cell);
  return typeof cell !== 'boolean' && isLikelyEpochTime(number);
}
