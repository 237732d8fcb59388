import { describe, expect, it } from '@jest/globals';

import { isAskable, type SavedQuery } from './saved-query.ts';

describe('isAskable', () => {
  it.each<[what: string, query: Omit<SavedQuery, 'refId'>]>([
    ['a metric', { target: 'up' }],
    ['a payload alone', { payload: { a: 1 } }],
    ['payload text alone', { payload: '{"a":1}' }],
    ['the earlier name of a payload', { data: '{"a":1}' }],
    ['an annotation without a text', { queryType: 'annotations', target: '' }],
  ])('takes %s', (_what, query) => {
    expect(isAskable({ refId: 'A', ...query })).toBe(true);
  });

  it.each<[what: string, query: Omit<SavedQuery, 'refId'>]>([
    ['nothing', {}],
    ['a blank metric', { target: ' ' }],
    ["the original's placeholder", { target: 'select metric' }],
    ['an empty payload', { payload: {} }],
    ['blank payload text', { payload: ' ' }],
    ['what is hidden', { target: 'up', hide: true }],
  ])('leaves out %s', (_what, query) => {
    expect(isAskable({ refId: 'A', ...query })).toBe(false);
  });
});
