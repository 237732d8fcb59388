import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamFacts } from '../contract/upstream-client.ts';
import { countAnswers } from './count-answers.ts';

describe('countAnswers', () => {
  it.each(['shared', 'hit', 'miss', 'revalidated', 'off'] as const)(
    'counts where an answer comes from: %s',
    async (cache) => {
      const sources: string[] = [];
      const step = countAnswers({ answeredBy: (source) => sources.push(source) });
      const { facts, ...response } = upstreamResponse('');
      const answer = { ...response, facts: { ...facts, cache } satisfies UpstreamFacts };
      await expect(step(() => Promise.resolve(answer))(upstreamRequest({}))).resolves.toBe(answer);
      expect(sources).toEqual(cache === 'off' ? [] : [cache]);
    },
  );
});
