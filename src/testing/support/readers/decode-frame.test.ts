import { describe, expect, it } from '@jest/globals';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { encodeFrame } from '../encode-frame.ts';
import type { DataFrame } from '../../../backend/sdk/dataframe/data-frame.ts';
import { decodeFrame } from './decode-frame.ts';

describe('decodeFrame', () => {
  it('reads what encodeFrame wrote', () => {
    const validity = { bitmap: Uint8Array.of(0b01), nullCount: 1 };
    const frame: DataFrame = {
      name: 'cpu',
      refId: 'A',
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [
        { type: 'time', name: 'time', values: Float64Array.of(1714543200123, 1714543200123.25) },
        {
          type: 'float64',
          name: 'load',
          values: Float64Array.of(1.5, 0),
          validity,
          labels: { host: 'a' },
          config: { unit: 's' },
        },
        { type: 'int64', name: 'count', values: BigInt64Array.of(9007199254740993n, 0n), validity },
        { type: 'boolean', name: 'up', values: Uint8Array.of(1, 0), validity },
        { type: 'string', name: 'text', values: ['grün', null] },
      ],
    };
    expect(decodeFrame(encodeFrame(frame))).toMatchObject(frame);
  });

  it('refuses what Grafana could not read', () => {
    const dictionary = tableFromArrays({ text: ['a', 'b'] });
    expect(() => decodeFrame(tableToIPC(dictionary, 'file'))).toThrow('column "text" is Dictionary<');
    expect(() => decodeFrame(tableToIPC(dictionary, 'stream'))).toThrow('not an Arrow file');
  });
});
