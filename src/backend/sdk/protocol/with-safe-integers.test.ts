import { describe, expect, it } from '@jest/globals';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import * as pluginv2 from '../gen/pluginv2/backend.ts';
import { withSafeIntegers } from './with-safe-integers.ts';

const { requestDeserialize: read } = withSafeIntegers(pluginv2.DataService).queryData;

/** A QueryDataRequest with a query of this interval and the rest of a query. */
function requestWith(intervalMs: bigint): Buffer {
  const query = new BinaryWriter().uint32(10).string('A').uint32(24).int64(intervalMs).finish();
  return Buffer.from(new BinaryWriter().uint32(26).bytes(query).finish());
}

describe('withSafeIntegers', () => {
  it.each([
    [1000n, 1000],
    [2n ** 53n - 1n, Number.MAX_SAFE_INTEGER],
    [2n ** 53n, Number.MAX_SAFE_INTEGER],
    [2n ** 63n - 1n, Number.MAX_SAFE_INTEGER],
    [-(2n ** 63n), Number.MIN_SAFE_INTEGER],
  ])('reads %s as %s', (sent, expected) => {
    expect(read(requestWith(sent)).queries).toMatchObject([{ refId: 'A', intervalMS: expected }]);
  });

  it('still refuses what is no message', () => {
    expect(() => read(Buffer.from([26, 200, 1]))).toThrow();
  });
});
