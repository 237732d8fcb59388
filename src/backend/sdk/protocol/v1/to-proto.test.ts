import { describe, expect, it } from '@jest/globals';
import { validityOf } from '../../../../testing/support/builders.ts';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import { DatasourceResponse, RowValue_Kind, type QueryResult } from '../../gen/pluginv1/datasource.ts';
import { PluginError } from '../../api/plugin-error.ts';
import type { DataResponse } from '../../api/query-data.ts';
import { runAtOnce } from '../../turns/steps.ts';
import { encodeDatasourceResponse } from './to-proto.ts';

function encode(responses: Record<string, DataResponse>, maxMessageBytes?: number): readonly QueryResult[] {
  const options = maxMessageBytes === undefined ? {} : { maxMessageBytes };
  const bytes = runAtOnce(encodeDatasourceResponse(new Map(Object.entries(responses)), options));
  if (maxMessageBytes !== undefined) expect(bytes.length).toBeLessThanOrEqual(maxMessageBytes);
  return DatasourceResponse.decode(bytes).results;
}

function seriesFrame(name: string, points: readonly (readonly [number | null, number])[], labels = {}): DataFrame {
  const values = points.map(([value]) => value);
  return {
    name,
    meta: { type: 'timeseries-multi' },
    fields: [
      { type: 'time', name: 'Time', values: Float64Array.from(points, ([, time]) => time) },
      {
        type: 'float64',
        name: 'Value',
        labels,
        config: { displayNameFromDS: name },
        values: Float64Array.from(values, (value) => value ?? 0),
        ...validityOf(values),
      },
    ],
  };
}

describe('encodeDatasourceResponse', () => {
  it('writes points of every size, without nulls and NaN', () => {
    const points: [number | null, number][] = [
      [1.5, 1714543200000],
      [null, 1714543200001],
      [NaN, 1714543200002],
      [Infinity, 1714543200003],
      [-0.1, 0],
      [1e300, 127],
      [0, 128],
      [7, -1],
      [8, 2 ** 28 - 1],
      [9, 2 ** 28],
      [10, 2 ** 35 + 2 ** 28 * 127],
      [11, 2 ** 53 - 1],
    ];
    const [result] = encode({ A: { frames: [seriesFrame('a', points, { host: 'x', zone: 'ü' })] } });
    expect(result?.refId).toBe('A');
    expect(result?.series).toEqual([
      {
        name: 'a',
        tags: { host: 'x', zone: 'ü' },
        points: [
          { value: 1.5, timestamp: 1714543200000 },
          { value: -0.1, timestamp: 0 },
          { value: 1e300, timestamp: 127 },
          { value: 0, timestamp: 128 },
          { value: 7, timestamp: -1 },
          { value: 8, timestamp: 2 ** 28 - 1 },
          { value: 9, timestamp: 2 ** 28 },
          { value: 10, timestamp: 2 ** 35 + 2 ** 28 * 127 },
          { value: 11, timestamp: 2 ** 53 - 1 },
        ],
      },
    ]);
  });

  it('gives every series a name of its own', () => {
    const frames = [
      seriesFrame('a', [], { h: 'x' }),
      seriesFrame('a', [], { h: 'y' }),
      seriesFrame('b', []),
      seriesFrame('b', []),
    ];
    const [result] = encode({ A: { frames } });
    expect(result?.series.map(({ name }) => name)).toEqual(['a {h=x}', 'a {h=y}', 'b', 'b 2']);
  });

  it('keeps the exact value of every kind of cell', () => {
    const frame: DataFrame = {
      name: 't',
      meta: { type: 'table' },
      fields: [
        { type: 'time', name: 'Time', values: Float64Array.of(1714543200000, 0.5) },
        { type: 'float64', name: 'F', values: Float64Array.of(3.7, NaN) },
        { type: 'int64', name: 'I', values: BigInt64Array.of(9007199254740991n, 0n), ...validityOf([1, null]) },
        { type: 'boolean', name: 'B', values: Uint8Array.of(0, 1) },
        { type: 'string', name: 'S', values: ['', null] },
        { type: 'json', name: 'J', values: ['{"a":1}', null] },
      ],
    };
    const [table] = encode({ A: { frames: [frame] } })[0]?.tables ?? [];
    expect(table?.columns.map(({ name }) => name)).toEqual(['Time', 'F', 'I', 'B', 'S', 'J']);
    const { DOUBLE, INT64, BOOL, STRING, NULL } = {
      NULL: RowValue_Kind.TYPE_NULL,
      DOUBLE: RowValue_Kind.TYPE_DOUBLE,
      INT64: RowValue_Kind.TYPE_INT64,
      BOOL: RowValue_Kind.TYPE_BOOL,
      STRING: RowValue_Kind.TYPE_STRING,
    };
    expect(table?.rows[0]?.values).toMatchObject([
      { kind: INT64, int64Value: 1714543200000 },
      { kind: DOUBLE, doubleValue: 3.7 },
      { kind: INT64, int64Value: 9007199254740991 },
      { kind: BOOL, boolValue: false },
      { kind: STRING, stringValue: '' },
      { kind: STRING, stringValue: '{"a":1}' },
    ]);
    expect(table?.rows[1]?.values).toMatchObject([
      { kind: DOUBLE, doubleValue: 0.5 },
      { kind: NULL },
      { kind: NULL },
      { kind: BOOL, boolValue: true },
      { kind: NULL },
      { kind: NULL },
    ]);
  });

  it('writes an error beside what could be read, and what the inspector shows', () => {
    const error = new PluginError('boom', { errorSource: 'downstream', status: 500 });
    const frame: DataFrame = { ...seriesFrame('a', [[1, 1]]), meta: { type: 'timeseries-multi', executedQueryString: 'POST' } }; // prettier-ignore
    const [result] = encode({ A: { frames: [frame], error } });
    expect(result).toMatchObject({ error: 'boom', refId: 'A', series: [{ name: 'a' }] });
    expect(JSON.parse(result?.metaJson ?? '')).toEqual({ executedQueryString: 'POST' });
  });

  it('turns what the host could not take into an error of its query, the largest first', () => {
    const many = Array.from({ length: 1000 }, (_, i): [number, number] => [i, 1714543200000 + i]);
    const results = encode(
      { A: { frames: [seriesFrame('a', many)] }, B: { frames: [seriesFrame('b', many.slice(0, 10))] } },
      4096,
    );
    expect(results[0]?.error).toContain('accepts at most 4 MiB');
    expect(results[0]?.series).toHaveLength(0);
    expect(results[1]).toMatchObject({ error: '', refId: 'B' });
    expect(results[1]?.series[0]?.points).toHaveLength(10);
  });

  it('replaces as many of thousands as it has to, and encodes the others once more', () => {
    const points = Array.from({ length: 100 }, (_, i): [number, number] => [i, 1714543200000 + i]);
    const queries = Array.from({ length: 2000 }, (_, i) => [`Q${String(i)}`, { frames: [seriesFrame('a', points)] }]);
    const responses = Object.fromEntries(queries) as Record<string, DataResponse>;
    const maxMessageBytes = 2 * 1024 * 1024;
    const errors = encode(responses, maxMessageBytes).filter(({ error }) => error !== '').length;
    expect(errors).toBeGreaterThan(500);
    expect(errors).toBeLessThan(1500);
    const steps = [...encodeDatasourceResponse(new Map(Object.entries(responses)), { maxMessageBytes })];
    expect(steps.length).toBeGreaterThanOrEqual(2 * queries.length);
    expect(steps.length).toBeLessThan(4 * queries.length);
  });
});
