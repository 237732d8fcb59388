import { describe, expect, it } from '@jest/globals';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { isNull, nullCount } from '../../sdk/dataframe/field.ts';
import { joinSeries } from './join-series.ts';

function series(name: string, ...points: readonly (readonly [epochMs: number, value: number])[]): DataFrame {
  return {
    name,
    fields: [
      { type: 'time', name: 'Time', values: Float64Array.from(points, ([epochMs]) => epochMs) },
      { type: 'float64', name: 'Value', values: Float64Array.from(points, ([, value]) => value) },
    ],
  };
}

/** Row by row, null where nothing is there. */
function rowsOf({ fields }: DataFrame): unknown[][] {
  const rows = Array.from({ length: fields[0]?.values.length ?? 0 }, (_, row) => row);
  return rows.map((row) => fields.map((field) => (isNull(field, row) ? null : field.values[row])));
}

describe('joinSeries', () => {
  it('has a row for each time of any series, in their order', () => {
    const [joined, ...others] = joinSeries([series('a', [1, 10], [3, 30]), series('b', [2, 200], [3, 300])]);
    expect(others).toEqual([]);
    expect(joined?.fields.map(({ name }) => name)).toEqual(['Time', 'a', 'b']);
    expect(rowsOf(joined ?? series(''))).toEqual([
      [1, 10, null],
      [2, null, 200],
      [3, 30, 300],
    ]);
    expect(joined?.fields.map(nullCount)).toEqual([0, 1, 1]);
  });

  it('takes the last value of a time that a series has twice, and counts it once', () => {
    const [joined] = joinSeries([series('a', [1, 10], [1, 11]), series('b', [2, 20])]);
    expect(rowsOf(joined ?? series(''))).toEqual([
      [1, 11, null],
      [2, null, 20],
    ]);
    expect(joined?.fields.map(nullCount)).toEqual([0, 1, 1]);
  });

  it('leaves everything as it is where one frame is no series', () => {
    const frames = [series('a', [1, 10]), { name: 'empty', fields: [] }];
    expect(joinSeries(frames)).toBe(frames);
  });
});
