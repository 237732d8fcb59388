import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { parseNumber } from '../column/parse-number.ts';
import { isFullTimeText, isLocalTimeText } from '../time/parse-time-text.ts';
import { isLikelyEpochTime } from '../time/time-unit.ts';

/**
 * Turns points that are objects, `{"x": time, "y": value}` or `{"Item1": value, "Item2": time}`, into [value, time]. Undefined unless
 * all have the same two keys, of which one holds times and the other numbers that cannot be times.
 */
export function pointsOfPairs(points: readonly unknown[]): readonly unknown[] | undefined {
  const [first] = points;
  if (!isJsonObject(first)) return undefined;
  const [one = '', other = '', ...more] = Object.keys(first);
  if (other === '' || more.length > 0) return undefined;
  return pairsUnder(points, { time: one, value: other }) ?? pairsUnder(points, { time: other, value: one });
}

function pairsUnder(
  points: readonly unknown[],
  { time, value }: { readonly time: string; readonly value: string },
): readonly unknown[] | undefined {
  const pairs: unknown[] = [];
  for (const point of points) {
    if (!isJsonObject(point) || Object.keys(point).length !== 2 || !isPlainlyTime(ownValue(point, time)))
      return undefined;
    const cell = ownValue(point, value);
    if (parseNumber(cell) === undefined || isPlainlyTime(cell)) return undefined;
    pairs.push([cell, point[time]]);
  }
  return pairs;
}

/**
 * Turns other forms of points into an array of points: an object with a value for each time (`{"1714543200000": 1, …}`), an object with numbers
 * as keys (PHP's arrays with gaps), an array of value, time, value, time … Anything else is returned as it is.
 */
export function listOfPoints(points: unknown): unknown {
  if (isJsonObject(points)) return pointsByKey(points) ?? points;
  return isJsonArray(points) ? (pointsByTurns(points) ?? points) : points;
}

function pointsByKey(points: JsonObject): readonly unknown[] | undefined {
  const entries = Object.entries(points);
  if (entries.length === 0) return undefined;
  if (entries.every(([key, value]) => isPlainlyTime(key) && typeof value !== 'object'))
    return entries.map(([time, value]) => [value, time]);
  return entries.every(([key, value]) => /^\d{1,9}$/.test(key) && isJsonArray(value))
    ? Object.values(points)
    : undefined;
}

function pointsByTurns(points: readonly unknown[]): readonly unknown[] | undefined {
  if (points.length % 2 !== 0 || !isPlainlyTime(points[1])) return undefined;
  const areByTurns = points.every((cell, i) => typeof cell !== 'object' && isPlainlyTime(cell) === (i % 2 === 1));
  if (!areByTurns) return undefined;
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
}

/** Whether a cell is a time without doubt: a date with a time of day as text, or a number that is a time of this century. */
export function isPlainlyTime(cell: unknown): boolean {
  if (typeof cell === 'string' && (isFullTimeText(cell) || isLocalTimeText(cell))) return true;
  const number = parseNumber(cell);
  return typeof cell !== 'boolean' && isLikelyEpochTime(number);
}
