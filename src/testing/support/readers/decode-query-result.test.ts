import { describe, expect, it } from '@jest/globals';
import { QueryResult, RowValue_Kind } from '../../../backend/sdk/gen/pluginv1/datasource.ts';
import { decodeQueryResult } from './decode-query-result.ts';

describe('decodeQueryResult', () => {
  it('reads series', () => {
    const result = QueryResult.create({
      refId: 'A',
      series: [{ name: 'cpu', tags: { host: 'x' }, points: [{ timestamp: 1714543200000, value: 1.5 }] }],
    });
    expect(decodeQueryResult(result)).toEqual([
      {
        name: 'cpu',
        refId: 'A',
        fields: [
          { type: 'time', name: 'Time', values: Float64Array.of(1714543200000) },
          { type: 'float64', name: 'Value', labels: { host: 'x' }, values: Float64Array.of(1.5) },
        ],
      },
    ]);
  });

  it('reads cells by their kind alone', () => {
    const cells = [
      { kind: RowValue_Kind.TYPE_INT64, int64Value: 1714543200000, stringValue: 'no' },
      { kind: RowValue_Kind.TYPE_DOUBLE, doubleValue: 1.5, int64Value: 7 },
      { kind: RowValue_Kind.TYPE_BOOL, boolValue: true },
      { kind: RowValue_Kind.TYPE_STRING, stringValue: 'x' },
      { kind: RowValue_Kind.TYPE_BYTES, bytesValue: Buffer.from('a') },
    ];
    const nulls = cells.map(() => ({ kind: RowValue_Kind.TYPE_NULL, doubleValue: 3 }));
    const columns = ['Time', 'n', 'up', 'host', 'raw'].map((name) => ({ name }));
    const result = QueryResult.create({ tables: [{ columns, rows: [{ values: cells }, { values: nulls }] }] });
    const validity = { bitmap: Uint8Array.of(0b01), nullCount: 1 };
    expect(decodeQueryResult(result)[0]?.fields).toEqual([
      { type: 'time', name: 'Time', validity, values: Float64Array.of(1714543200000, 0) },
      { type: 'float64', name: 'n', validity, values: Float64Array.of(1.5, 0) },
      { type: 'boolean', name: 'up', validity, values: Uint8Array.of(1, 0) },
      { type: 'string', name: 'host', values: ['x', null] },
      { type: 'string', name: 'raw', values: ['YQ==', null] },
    ]);
  });
});
