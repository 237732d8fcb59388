import { describe, expect, it } from '@jest/globals';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { formatPacket } from './format-packet.ts';

function series(name: string, points: readonly (readonly [number, number | null])[], rest: object = {}): DataFrame {
  const bitmap = new Uint8Array(Math.ceil(points.length / 8));
  for (const [i, [, value]] of points.entries())
    if (value !== null) bitmap[i >> 3] = (bitmap[i >> 3] ?? 0) | (1 << (i & 7));
  const nullCount = points.filter(([, value]) => value === null).length;
  return {
    name,
    refId: 'A',
    meta: { type: 'timeseries-multi' },
    fields: [
      { type: 'time', name: 'Time', values: Float64Array.from(points, ([time]) => time) },
      {
        ...{ type: 'float64', name: 'Value', validity: { bitmap, nullCount } },
        values: Float64Array.from(points, ([, value]) => value ?? 0),
        ...rest,
      },
    ],
  };
}

describe('formatPacket', () => {
  it('has a column for each series, and tells what is missing from what is null', () => {
    const a = series('a', [[1, 5], [2, null], [4, Infinity]], { labels: { host: 'x' } }); // prettier-ignore
    const b = series('b', [[2, NaN], [3, -Infinity]]); // prettier-ignore
    expect(JSON.parse(formatPacket([a, b]) ?? '')).toMatchObject({
      schema: {
        refId: 'A',
        meta: { type: 'timeseries-wide' },
        fields: [{ name: 'Time', type: 'time' }, { name: 'a {host="x"}', labels: { host: 'x' } }, { name: 'b' }],
      },
      data: {
        values: [
          [1, 2, 3, 4],
          [5, null, null, null],
          [null, null, null, null],
        ],
        entities: [null, { Undef: [2], Inf: [3] }, { Undef: [0, 3], NaN: [1], NegInf: [2] }],
      },
    });
  });

  it('is not for tables, nor for nothing', () => {
    const table: DataFrame = { name: '', fields: [{ type: 'string', name: 'host', values: ['a'] }] };
    expect(formatPacket([])).toBeUndefined();
    expect(formatPacket([series('a', []), table])).toBeUndefined();
  });
});
