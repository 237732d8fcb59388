import type { Float64Field, TimeField } from '../../sdk/dataframe/field.ts';
import type { ScannedPoints } from './point-store.ts';
import type { ProblemList } from '../json/problem-list.ts';
import type { PointColumns, PointLayout } from '../points/read-points.ts';
import { rowsByTime, takeRows } from '../points/sort-by-time.ts';
import { areSwapped, swappedPoint } from '../points/swapped-points.ts';
import { maxTimeMs, TimeColumnBuilder, type TimeColumn } from '../column/time-column.ts';
import { timeUnitOf, toMilliseconds, unitInRange, type AskedRange } from '../time/time-unit.ts';
import { createValidityBuilder, validityProperty } from '../column/validity-builder.ts';

/**
 * The columns that `readPoints` makes of the same points, in the scanner's own arrays wherever the points are in order.
 */
export function readScannedPoints(scanned: ScannedPoints, layout: PointLayout, problems: ProblemList): PointColumns {
  const extents = { times: rangeOf(scanned.times), values: () => rangeOf(scanned.values) };
  if (scanned.hasNulls || !areSwapped(extents, layout.asked))
    return toColumns(scanned, extents.times, { layout, problems });
  const { times, values } = scanned;
  problems.add(layout.path, swappedPoint, [values[0], times[0]]);
  return toColumns({ times: values, values: times, hasNulls: false }, extents.values(), { layout, problems });
}

function toColumns(
  { times, values, hasNulls }: ScannedPoints,
  range: Range,
  { layout, problems }: { readonly layout: PointLayout; readonly problems: ProblemList },
): PointColumns {
  const time: TimeField = convertInPlace(times, range, layout.asked)
    ? { name: 'Time', type: 'time', values: times }
    : { name: 'Time', ...readTimes(times, layout, problems) };
  const value: Float64Field = hasNulls
    ? { name: 'Value', type: 'float64', values, ...validityProperty(findNulls(values)) }
    : { name: 'Value', type: 'float64', values };
  const rows = range.ascending && time.validity === undefined ? undefined : rowsByTime(time);
  return rows === undefined ? { time, value } : { time: takeRows(time, rows), value: takeRows(value, rows) };
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly ascending: boolean;
}

function rangeOf(times: Float64Array): Range {
  let min = times[0] ?? 0;
  let max = min;
  let ascending = true;
  for (let i = 1; i < times.length; i++) {
    const time = times[i] ?? 0;
    if (time < (times[i - 1] ?? 0)) ascending = false;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  return { min, max, ascending };
}

/** Times to ms, if all of them are plainly of one unit; false, and nothing happens, if not. */
function convertInPlace(times: Float64Array, { min, max }: Range, asked: AskedRange | undefined): boolean {
  const suggested = timeUnitOf(min);
  if (min < 0 || suggested === undefined || suggested !== timeUnitOf(max)) return false;
  const unit = asked === undefined ? suggested : unitInRange(suggested, { min, max }, asked);
  if (toMilliseconds(max, unit) > maxTimeMs) return false;
  if (unit === 'ms') return true;
  for (let i = 0; i < times.length; i++) times[i] = toMilliseconds(times[i] ?? 0, unit);
  return true;
}

function readTimes(times: Float64Array, { path, asked }: PointLayout, problems: ProblemList): TimeColumn {
  const builder = new TimeColumnBuilder(times.length, asked);
  for (const time of times) builder.append(time);
  const { column, lost } = builder.finish();
  if (lost !== undefined) problems.add(path, lost.expected, lost.got);
  return column;
}

function findNulls(values: Float64Array): ReturnType<ReturnType<typeof createValidityBuilder>['finish']> {
  const nulls = createValidityBuilder(values.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) nulls.addNull(i);
  }
  return nulls.finish(values.length);
}
