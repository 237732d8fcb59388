import { describe, expect, it } from '@jest/globals';

import { describeError } from './describe-error.ts';

describe('describeError', () => {
  it.each([
    [
      'what the executable answers',
      { status: 502, data: { message: 'no such column', errorSource: 'downstream' } },
      'no such column',
    ],
    ['another name for it', { data: { error: 'broken' } }, 'broken'],
    ['text', { data: 'plain words' }, 'plain words'],
    ['an exception', new Error('out of reach'), 'out of reach'],
    ['a status alone', { status: 500, statusText: 'Internal Server Error', data: {} }, 'Internal Server Error'],
    ['nothing', undefined, 'the request failed'],
  ])('finds the words in %s', (_what, error, words) => {
    expect(describeError(error)).toBe(words);
  });
});
