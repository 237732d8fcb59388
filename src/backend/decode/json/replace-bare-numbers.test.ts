import { describe, expect, it } from '@jest/globals';
import { replaceBareNumbers } from './replace-bare-numbers.ts';

describe('replaceBareNumbers', () => {
  it.each([
    ['[NaN,nan,-nan,-NaN]', '[null,null,null,null]'],
    ['[Infinity,-Infinity,inf,-inf]', '[1e999,-1e999,1e999,-1e999]'],
    ['{"a":NaN,"NaN":"NaN"}', '{"a":null,"NaN":"NaN"}'],
    ['["say \\"NaN\\"",NaN]', '["say \\"NaN\\"",null]'],
  ])('%s is %s', (text, expected) => {
    expect(replaceBareNumbers(text)).toBe(expected);
  });

  it.each(['[null,-1,"NaN"]', '["open NaN', 'nano', 'info', '["\\'])('leaves %s alone', (text) => {
    expect(replaceBareNumbers(text)).toBe(text);
  });
});
