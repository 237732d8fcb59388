import { describe, expect, it } from '@jest/globals';
import type { DataFrame } from '../../../sdk/dataframe/data-frame.ts';
import type { Field } from '../../../sdk/dataframe/field.ts';
import { toChartSeries } from './chart-series.ts';
import { joinSeries } from '../join-series.ts';

const time: Field = { type: 'time', name: 'Time', values: Float64Array.of(1, 2, 3) };

describe('toChartSeries', () => {
  it('takes every number of a wide frame, nulls as gaps', () => {
    const validity = { bitmap: Uint8Array.of(0b101), nullCount: 1 };
    const frame: DataFrame = {
      name: 'wide',
      fields: [
        time,
        { type: 'float64', name: 'a', values: Float64Array.of(1, 0, 3), validity, config: { unit: 's' } },
        { type: 'int64', name: 'b', values: BigInt64Array.of(4n, 5n, 6n) },
        { type: 'boolean', name: 'up', values: Uint8Array.of(1, 0, 1) },
      ],
    };
    expect(toChartSeries([frame])).toEqual([
      { name: 'a', unit: 's', times: [1, 2, 3], values: [1, NaN, 3] },
      { name: 'b', unit: undefined, times: [1, 2, 3], values: [4, 5, 6] },
    ]);
  });

  it('tells the rows of a long frame apart by their texts', () => {
    const fields: Field[] = [
      time,
      { type: 'string', name: 'host', values: ['x', 'y', 'x'] },
      { type: 'float64', name: 'load', values: Float64Array.of(1, 2, 3) },
    ];
    expect(toChartSeries([{ name: '', fields }])).toEqual([
      { name: 'load x', unit: undefined, times: [1, 3], values: [1, 3] },
      { name: 'load y', unit: undefined, times: [2], values: [2] },
    ]);
  });

  it('names series as Grafana does, and by their labels where that is not enough', () => {
    const series = (name: string, host: string, displayNameFromDS?: string): DataFrame => ({
      name,
      fields: [
        time,
        {
          type: 'float64',
          name: 'Value',
          values: Float64Array.of(1, 2, 3),
          labels: { host },
          config: displayNameFromDS === undefined ? {} : { displayNameFromDS },
        },
      ],
    });
    const names = toChartSeries([
      series('cpu', 'x'),
      series('cpu', 'y'),
      series('mem', 'x'),
      series('m', 'x', 'Memory'),
    ]);
    expect(names.map(({ name }) => name)).toEqual(['cpu{host="x"}', 'cpu{host="y"}', 'mem', 'Memory']);
  });

  it('has none for a frame without times', () => {
    expect(toChartSeries([{ name: '', fields: [{ type: 'float64', name: 'a', values: Float64Array.of(1) }] }])).toEqual(
      [],
    );
  });
});

describe('joinSeries', () => {
  it('puts series side by side, null where one has no value', () => {
    const frames: DataFrame[] = [
      {
        name: 'a',
        fields: [time, { type: 'float64', name: 'Value', values: Float64Array.of(1, 2, 3), config: { unit: 's' } }],
      },
      {
        name: 'b',
        fields: [
          { type: 'time', name: 'Time', values: Float64Array.of(0, 3) },
          { type: 'int64', name: 'Value', values: BigInt64Array.of(5n, 6n) },
        ],
      },
    ];
    expect(joinSeries(frames)).toEqual([
      {
        name: '',
        fields: [
          { type: 'time', name: 'Time', values: Float64Array.of(0, 1, 2, 3) },
          {
            type: 'float64',
            name: 'a',
            values: Float64Array.of(0, 1, 2, 3),
            validity: { bitmap: Uint8Array.of(0b1110), nullCount: 1 },
            config: { unit: 's' },
          },
          {
            type: 'int64',
            name: 'b',
            values: BigInt64Array.of(5n, 0n, 0n, 6n),
            validity: { bitmap: Uint8Array.of(0b1001), nullCount: 2 },
          },
        ],
      },
    ]);
  });

  it('leaves frames alone when one of them is no series', () => {
    const frames: DataFrame[] = [
      { name: 'a', fields: [time, { type: 'float64', name: 'Value', values: Float64Array.of(1, 2, 3) }] },
      { name: 't', fields: [{ type: 'string', name: 'host', values: ['x'] }] },
    ];
    expect(joinSeries(frames)).toBe(frames);
  });
});
