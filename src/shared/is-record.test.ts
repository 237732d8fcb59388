import { describe, expect, it } from '@jest/globals';
import { isRecord } from './is-record.ts';

describe('isRecord', () => {
  it.each([
    [{}, true],
    [{ a: 1 }, true],
    [Object.create(null), true],
    [null, false],
    [undefined, false],
    [[], false],
    [['a'], false],
    ['{}', false],
    [0, false],
    [true, false],
  ])('%j: %s', (value, expected) => {
    expect(isRecord(value)).toBe(expected);
  });
});
