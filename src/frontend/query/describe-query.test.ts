import { describe, expect, it } from '@jest/globals';

import { describeQuery } from './describe-query.ts';

describe('describeQuery', () => {
  it.each([
    [{ target: 'cpu load' }, 'cpu load'],
    [{ target: 'cpu load', type: 'table' as const }, 'cpu load (table)'],
    [{ target: 'up', payload: '{\n  "host": "$host"\n}' }, 'up { "host": "$host" }'],
    [{ target: 'up', data: { a: 1 } }, 'up { "a": 1 }'],
    [{ target: 'select metric' }, ''],
  ])('says %j in one line', (query, text) => {
    expect(describeQuery({ refId: 'A', ...query })).toBe(text);
  });
});
