import type { Float64Field, Int64Field, TimeField } from '../../sdk/dataframe/field.ts';
import { isJsonArray } from '../json/json-value.ts';
import { NumberColumnBuilder } from '../column/number-column.ts';
import { parseNumber } from '../column/parse-number.ts';
import { isFullTimeText, isLocalTimeText } from '../time/parse-time-text.ts';
import type { ProblemList } from '../json/problem-list.ts';
import { rowsByTime, takeRows } from './sort-by-time.ts';
import { TimeColumnBuilder } from '../column/time-column.ts';
import { areSwapped, swappedPoint } from './swapped-points.ts';
import { overlapsInAnyUnit, type AskedRange, type NumberExtent } from '../time/time-unit.ts';

/** How messages name the array of points, and which of a point's two elements is which. */
export interface PointLayout {
  readonly path: string;
  readonly point: '[value, time]' | '[time, value]';
  readonly asked?: AskedRange | undefined;
}

export interface PointColumns {
  readonly time: TimeField;
  readonly value: Float64Field | Int64Field;
}

/**
 * The points of a series as columns, ascending by time. A point that is not one, has no time or a value that is not
 * a number is left out and reported; a null value stays. Elements beyond the second are reported once.
 */
export function readPoints(points: readonly unknown[], layout: PointLayout, problems: ProblemList): PointColumns {
  const valueAt = placeOfValue(points, layout, problems);
  const times = new TimeColumnBuilder(points.length, layout.asked);
  const values = new NumberColumnBuilder(points.length);
  let longest = 2;
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (!isJsonArray(point) || point.length < 2) {
      if (point === null) problems.add(`${layout.path}[${i}]`, layout.point, point);
      else problems.addLost(`${layout.path}[${i}]`, layout.point, point);
      continue;
    }
    const value = point[valueAt];
    if (typeof value !== 'number' && parseNumber(value) === undefined) {
      problems.addLost(`${layout.path}[${i}]`, `a number as value in ${layout.point}`, value);
    } else if (!times.append(point[1 - valueAt])) {
      problems.addLost(`${layout.path}[${i}]`, `a time in ${layout.point}`, point[1 - valueAt]);
    } else {
      values.append(value);
    }
    if (point.length > longest) {
      longest = Infinity;
      problems.add(`${layout.path}[${i}]`, `${layout.point} and no more`, point);
    }
  }
  return finishPoints(times, values, { layout, problems });
}

function placeOfValue(points: readonly unknown[], { path, point, asked }: PointLayout, problems: ProblemList): 0 | 1 {
  if (point === '[time, value]') return 1;
  const areTimes = arePlainlyTimes(points);
  if (areTimes) problems.add(path, '[value, time]; they were read as [time, value]', points[0]);
  if (areTimes) return 1;
  if (!arePlainlySwapped(points, asked)) return 0;
  problems.add(path, swappedPoint, points[0]);
  return 1;
}

/** Whether what should be values are dates and times as text, and what should be times are numbers or nulls. */
export function arePlainlyTimes(points: readonly unknown[]): boolean {
  return (
    points.length > 0 &&
    points.every((point) => {
      if (!isJsonArray(point) || point.length !== 2) return false;
      const [time, value] = point;
      return isTimeText(time) && (typeof value === 'number' || value === null);
    })
  );
}

function isTimeText(cell: unknown): boolean {
  return typeof cell === 'string' && (isFullTimeText(cell) || isLocalTimeText(cell));
}

/** Only where all points are two numbers each, or null for the value. */
function arePlainlySwapped(points: readonly unknown[], asked: AskedRange | undefined): boolean {
  const [first] = points;
  if (asked === undefined || !isPair(first)) return false;
  if (first[1] !== null && overlapsInAnyUnit({ min: first[1], max: first[1] }, asked)) return false;
  if (!points.every(isPair) || points.every((point) => isPair(point) && point[1] === null)) return false;
  return areSwapped({ values: () => extentOf(points, 0), times: extentOf(points, 1) }, asked);
}

type Pair = readonly [number, number | null];

function isPair(point: unknown): point is Pair {
  if (!isJsonArray(point) || point.length !== 2) return false;
  return typeof point[0] === 'number' && (typeof point[1] === 'number' || point[1] === null);
}

function extentOf(points: readonly Pair[], place: 0 | 1): NumberExtent {
  let min = Infinity;
  let max = -Infinity;
  for (const point of points) {
    min = Math.min(min, point[place] ?? min);
    max = Math.max(max, point[place] ?? max);
  }
  return { min, max };
}

function finishPoints(
  times: TimeColumnBuilder,
  values: NumberColumnBuilder,
  { layout, problems }: { readonly layout: PointLayout; readonly problems: ProblemList },
): PointColumns {
  const finished = [times.finish(), values.finish()] as const;
  for (const { lost } of finished) {
    if (lost !== undefined) problems.add(layout.path, lost.expected, lost.got);
  }
  const time: TimeField = { name: 'Time', ...finished[0].column };
  const value: Float64Field | Int64Field = { name: 'Value', ...finished[1].column };
  const rows = rowsByTime(time);
  return rows === undefined ? { time, value } : { time: takeRows(time, rows), value: takeRows(value, rows) };
}
