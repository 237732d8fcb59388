import { Metadata, status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { RpcError } from './rpc-error.ts';

describe('RpcError', () => {
  it('has code, details and trailers', () => {
    const metadata = new Metadata();
    metadata.set('retry', 'no');
    const error = new RpcError(status.NOT_FOUND, 'no such thing', { metadata });
    expect(error).toMatchObject({ code: 5, details: 'no such thing', message: 'no such thing', name: 'RpcError' });
    expect(error.metadata.get('retry')).toEqual(['no']);
  });

  it('cuts endless details', () => {
    const { details } = new RpcError(status.UNKNOWN, 'x'.repeat(100_000));
    expect(details).toHaveLength(8192);
    expect(details.endsWith('x…')).toBe(true);
  });

  it('mends half a surrogate pair, at which grpc-js would throw', () => {
    const { details } = new RpcError(status.UNKNOWN, 'half \ud83d, whole 🔥');
    expect(details).toBe('half \ufffd, whole 🔥');
    const cutInTheMiddle = new RpcError(status.UNKNOWN, `${'x'.repeat(8190)}🔥🔥`);
    expect(() => encodeURI(cutInTheMiddle.details)).not.toThrow();
  });
});

describe('RpcError.from', () => {
  it('is an RpcError as it is', () => {
    const error = new RpcError(status.ABORTED, 'mine');
    expect(RpcError.from(error)).toBe(error);
  });

  it.each([
    ['an error', new Error('password=hunter2')],
    ['a text', 'hunter2'],
    ['nothing', undefined],
  ])('says nothing about %s but to the log', (_, thrown) => {
    const error = RpcError.from(thrown);
    expect(error.code).toBe(status.UNKNOWN);
    expect(error.details).toBe("internal error of the plugin; the host's log has the details");
    expect(error.cause).toBe(thrown);
  });
});
