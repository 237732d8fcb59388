import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamFacts } from '../contract/upstream-client.ts';
import { countCopies } from './count-copies.ts';

describe('countCopies', () => {
  it.each([
    ['shared', 100_000, 1],
    ['hit', 100_000, 1],
    ['miss', 100_000, 0],
    ['off', 100_000, 0],
    ['shared', 1000, 0],
  ] as const)('counts what is a copy and long: %s of %s bytes', async (cache, bytes, count) => {
    const counted: ArrayBuffer[] = [];
    const step = countCopies({ track: (buffer) => counted.push(buffer) });
    const { facts, ...response } = upstreamResponse('');
    const body = new Uint8Array(bytes);
    const answer = { ...response, body, facts: { ...facts, cache } satisfies UpstreamFacts };
    await expect(step(() => Promise.resolve(answer))(upstreamRequest({}))).resolves.toBe(answer);
    expect(counted).toEqual(count === 0 ? [] : [body.buffer]);
  });
});
