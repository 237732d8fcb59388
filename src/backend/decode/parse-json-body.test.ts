import { describe, expect, it } from '@jest/globals';
import { DecodeError } from './decoded-answer.ts';
import { parseJsonBody } from './parse-json-body.ts';

describe('parseJsonBody', () => {
  it.each([
    ['{"a":[1,null,"x",true]}', { a: [1, null, 'x', true] }],
    ['\ufeff[]', []],
    ['', undefined],
    [' \n', undefined],
    ['[9007199254740991,-9007199254740993]', [9007199254740991, -9007199254740993n]],
    ['[1e20,1.5,12345678901234567890]', [1e20, 1.5, 12345678901234567890n]],
    [
      '{"id":12345678901234567890,"t":"12345678901234567890"}',
      { id: 12345678901234567890n, t: '12345678901234567890' },
    ],
    ['[NaN,-Infinity,12345678901234567890]', [null, -Infinity, 12345678901234567890n]],
  ])('reads %s', (body, expected) => {
    expect(parseJsonBody(Buffer.from(body))).toEqual(expected);
  });

  it('reads bytes that are not UTF-8 as far as they are', () => {
    expect(parseJsonBody(Buffer.from([0x22, 0xe4, 0x22]))).toBe('\ufffd');
  });

  it.each([
    ['<html>', 'expected JSON, got "<html>"'],
    ['[1,', 'the answer is not whole JSON: '],
    ['[NaN,', 'the answer is not whole JSON: '],
    ['x'.repeat(100), `expected JSON, got "${'x'.repeat(60)}"…`],
  ])('refuses %s', (body, message) => {
    expect(() => parseJsonBody(Buffer.from(body))).toThrow(DecodeError);
    expect(() => parseJsonBody(Buffer.from(body))).toThrow(message);
  });
});
