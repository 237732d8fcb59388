import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamFacts } from '../contract/upstream-client.ts';
import { countAnswers } from './count-answers.ts';

describe('countAnswers', () => {
  it.each([
    ['shared', 100_000, 1],
    ['hit', 100_000, 1],
    ['miss', 100_000, 0],
    ['revalidated', 100_000, 0],
    ['off', 100_000, 0],
    ['shared', 1000, 0],
  ] as const)(
    'counts where an answer comes from, and what is a copy and long: %s of %s bytes',
    async (cache, bytes, count) => {
      const copies: ArrayBuffer[] = [];
      const sources: string[] = [];
      const step = countAnswers({
        budget: { track: (buffer) => copies.push(buffer) },
        meter: { answeredBy: (source) => sources.push(source) },
      });
      const { facts, ...response } = upstreamResponse('');
      const body = new Uint8Array(bytes);
      const answer = { ...response, body, facts: { ...facts, cache } satisfies UpstreamFacts };
      await expect(step(() => Promise.resolve(answer))(upstreamRequest({}))).resolves.toBe(answer);
      expect(copies).toEqual(count === 0 ? [] : [body.buffer]);
      expect(sources).toEqual(cache === 'off' ? [] : [cache]);
    },
  );
});
