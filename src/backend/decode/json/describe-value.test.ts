import { describe, expect, it } from '@jest/globals';
import { describeValue } from './describe-value.ts';

describe('describeValue', () => {
  it.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    ['abc', '"abc"'],
    ['a"b\n', '"a\\"b\\n"'],
    ['x'.repeat(61), `"${'x'.repeat(60)}"…`],
    [1.5, '1.5'],
    [NaN, 'NaN'],
    [9007199254740993n, '9007199254740993'],
    [false, 'false'],
    [[], '[]'],
    [[1, 'a', null], '[1, "a", null]'],
    [[1, [2]], 'an array of 2'],
    [[1, 2, 3, 4, 5], 'an array of 5'],
    [['x'.repeat(60), 1], 'an array of 2'],
    [{}, '{}'],
    [{ a: 1 }, 'an object with "a"'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, 'an object with "a", "b", "c" and 2 more'],
  ])('%p', (value, expected) => {
    expect(describeValue(value)).toBe(expected);
  });
});
