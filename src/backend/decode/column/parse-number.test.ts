import { describe, expect, it } from '@jest/globals';
import { parseNumber } from './parse-number.ts';

describe('parseNumber', () => {
  it.each<[unknown, number | bigint]>([
    [0, 0],
    [-0, -0],
    [false, 0],
    [true, 1],
    ['2.5', 2.5],
    [' 7 ', 7],
    ['+7', 7],
    ['-.5e3', -500],
    ['007', 7],
    ['1.', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['+9007199254740993', 9007199254740993n],
    [9007199254740993n, 9007199254740993n],
    ['Infinity', Infinity],
    ['-inf', -Infinity],
    ['+Inf', Infinity],
  ])('reads %p', (cell, expected) => {
    expect(parseNumber(cell)).toBe(expected);
  });

  it.each([null, undefined, '', ' ', 'NaN', 'nan', 'null', 'None'])('takes %p for no value', (cell) => {
    expect(parseNumber(cell)).toBeNull();
  });

  it.each(['abc', '1,5', '12 %', '0x10', '1e', '--1', '1_000', [1], {}, [], '２'])('refuses %p', (cell) => {
    expect(parseNumber(cell)).toBeUndefined();
  });

  it('refuses a text as long as an answer at once', () => {
    expect(parseNumber(`${'1'.repeat(1_000_000)}x`)).toBeUndefined();
  });
});
