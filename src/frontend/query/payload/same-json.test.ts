import { describe, expect, it } from '@jest/globals';

import { isSameJson } from './same-json.ts';

describe('isSameJson', () => {
  it.each<[what: string, one: unknown, other: unknown]>([
    ['keys in another order', { a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }],
    ['a key that is undefined', { a: 1, b: undefined }, { a: 1 }],
    ['texts', 'a', 'a'],
  ])('takes %s for the same', (_what, one, other) => {
    expect(isSameJson(one, other)).toBe(true);
    expect(isSameJson(other, one)).toBe(true);
  });

  it.each<[what: string, one: unknown, other: unknown]>([
    ['another value', { a: 1 }, { a: 2 }],
    ['a key more', { a: 1 }, { a: 1, b: 1 }],
    ['another key', { a: 1, b: undefined }, { c: 1 }],
    ['a list and an object', [1], { 0: 1 }],
    ['nothing and an object', null, {}],
    ['a number and its text', 1, '1'],
  ])('tells %s apart', (_what, one, other) => {
    expect(isSameJson(one, other)).toBe(false);
    expect(isSameJson(other, one)).toBe(false);
  });
});
