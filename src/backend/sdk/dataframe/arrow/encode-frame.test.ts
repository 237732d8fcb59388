import { describe, expect, it } from '@jest/globals';
import { tableFromIPC, type Table } from 'apache-arrow';
import type { DataFrame } from '../data-frame.ts';
import { allValid, clearValid } from '../field.ts';
import { encodeFrame } from '../../../../testing/support/encode-frame.ts';

/** Read back by another library than the one that wrote. */
function decode(frame: DataFrame): Table {
  const bytes = encodeFrame(frame);
  expect(Buffer.from(bytes.subarray(0, 6)).toString()).toBe('ARROW1');
  return tableFromIPC(bytes);
}

describe('encodeFrame', () => {
  it('keeps nanoseconds of whole and broken milliseconds', () => {
    const values = Float64Array.of(1714543200123, 1714543200123.25, -1);
    const column = decode({ name: 'a', fields: [{ type: 'time', name: 'time', values }] }).getChild('time');
    const ns = column?.data[0]?.values as BigInt64Array;
    expect([...ns]).toEqual([1714543200123000000n, 1714543200123250000n, -1000000n]);
  });

  it('keeps nulls of every type', () => {
    const bitmap = allValid(2);
    clearValid(bitmap, 1);
    const validity = { bitmap, nullCount: 1 };
    const table = decode({
      name: 'a',
      fields: [
        { type: 'time', name: 'time', values: Float64Array.of(5, NaN), validity },
        { type: 'float64', name: 'float', values: Float64Array.of(1.5, 0), validity },
        { type: 'int64', name: 'int', values: BigInt64Array.of(9007199254740993n, 0n), validity },
        { type: 'boolean', name: 'bool', values: Uint8Array.of(1, 0), validity },
        { type: 'string', name: 'text', values: ['grün', null] },
        { type: 'json', name: 'json', values: ['{"a":1}', null] },
      ],
    });
    const rows = table.toArray() as unknown as { toJSON(): unknown }[];
    expect(rows.map((row) => row.toJSON())).toEqual([
      { time: 5, float: 1.5, int: 9007199254740993n, bool: true, text: 'grün', json: '{"a":1}' },
      { time: null, float: null, int: null, bool: null, text: null, json: null },
    ]);
  });

  it('tells false from null and true in more than one byte of bits', () => {
    const values = Uint8Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const column = decode({ name: 'a', fields: [{ type: 'boolean', name: 'b', values }] }).getChild('b');
    expect([...(column ?? [])]).toEqual([...values].map((value) => value === 1));
  });

  it('writes name, refId, meta, labels, config and type tags where Grafana reads them', () => {
    const { schema } = decode({
      name: 'cpu',
      refId: 'A',
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [
        {
          type: 'float64',
          name: 'value',
          values: Float64Array.of(1),
          labels: { host: 'x' },
          config: { unit: 'percent' },
        },
      ],
    });
    expect(Object.fromEntries(schema.metadata)).toEqual({
      name: 'cpu',
      refId: 'A',
      meta: '{"type":"timeseries-multi","typeVersion":[0,1]}',
    });
    expect(schema.fields[0]?.nullable).toBe(true);
    expect(Object.fromEntries(schema.fields[0]?.metadata ?? [])).toEqual({
      tstype: 'number',
      labels: '{"host":"x"}',
      config: '{"unit":"percent"}',
    });
  });

  it('says of a time column that none of its times is missing, and of no other column', () => {
    const bitmap = allValid(1);
    clearValid(bitmap, 0);
    const { schema } = decode({
      name: 'a',
      fields: [
        { type: 'time', name: 'whole', values: Float64Array.of(5) },
        { type: 'time', name: 'counted', values: Float64Array.of(5), validity: { bitmap: allValid(1), nullCount: 0 } },
        { type: 'time', name: 'broken', values: Float64Array.of(NaN), validity: { bitmap, nullCount: 1 } },
        { type: 'float64', name: 'value', values: Float64Array.of(1) },
        { type: 'string', name: 'text', values: ['x'] },
      ],
    });
    expect(schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([
      ['whole', false],
      ['counted', false],
      ['broken', true],
      ['value', true],
      ['text', true],
    ]);
  });

  it('encodes frames without rows and without fields', () => {
    const fields = [{ type: 'float64' as const, name: 'v', values: new Float64Array(0) }];
    expect(decode({ name: 'empty', fields }).numRows).toBe(0);
    expect(decode({ name: 'nothing', fields: [] }).schema.fields).toHaveLength(0);
  });

  it('refuses columns of different length', () => {
    const fields = [
      { type: 'string' as const, name: 'a', values: ['x'] },
      { type: 'string' as const, name: 'b', values: [] },
    ];
    expect(() => encodeFrame({ name: 'f', fields })).toThrow('field "b" has 0 values, expected 1');
  });
});
