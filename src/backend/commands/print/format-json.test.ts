import { describe, expect, it } from '@jest/globals';
import { formatJson } from './format-json.ts';

describe('formatJson', () => {
  it('loses nothing', () => {
    const validity = { bitmap: Uint8Array.of(0b011), nullCount: 1 };
    const text = formatJson([
      {
        name: 'cpu',
        refId: 'A',
        meta: { type: 'table' },
        fields: [
          { type: 'time', name: 'Time', values: Float64Array.of(1714543200123.25, 1, 2) },
          {
            type: 'float64',
            name: 'f',
            values: Float64Array.of(NaN, -Infinity, 0),
            validity,
            labels: { host: 'a' },
            config: { unit: 's' },
          },
          { type: 'int64', name: 'i', values: BigInt64Array.of(9007199254740993n, -1n, 0n), validity },
          { type: 'boolean', name: 'b', values: Uint8Array.of(1, 0, 0), validity },
          { type: 'string', name: 's', values: ['"', '\n', null] },
          { type: 'json', name: 'j', values: ['{"a":9007199254740993}', '[]', null] },
        ],
      },
    ]);
    expect(text).toContain('[9007199254740993,-1,null]');
    expect(text).toContain('{"a":9007199254740993}');
    expect(JSON.parse(text)).toMatchObject([
      {
        name: 'cpu',
        refId: 'A',
        meta: { type: 'table' },
        fields: [
          { name: 'Time', type: 'time', values: [1714543200123.25, 1, 2] },
          {
            name: 'f',
            type: 'number',
            labels: { host: 'a' },
            config: { unit: 's' },
            values: ['NaN', '-Infinity', null],
          },
          { name: 'i', type: 'number' },
          { name: 'b', type: 'boolean', values: [true, false, null] },
          { name: 's', type: 'string', values: ['"', '\n', null] },
          { name: 'j', type: 'other', values: [expect.anything(), [], null] },
        ],
      },
    ]);
  });

  it('is an empty array for no frames, and takes frames without fields', () => {
    expect(JSON.parse(formatJson([]))).toEqual([]);
    expect(JSON.parse(formatJson([{ name: 'a', fields: [] }]))).toEqual([{ name: 'a', fields: [] }]);
  });
});
