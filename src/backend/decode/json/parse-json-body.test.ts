import { describe, expect, it } from '@jest/globals';
import { DecodeError } from '../answer/decoded-answer.ts';
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

  it.each([
    [
      '{}',
      'maxHeapBytes',
      'holds more values than fit into 1 MiB, which is what one answer may take here while it is read',
    ],
    [
      '[]',
      'maxValues',
      'expected at most 1000 values in a list or in annotations, got more; let the server send fewer',
    ],
  ])('refuses too many of %s before it makes anything of them', (value, limit, message) => {
    const limits = { maxDepth: 9, maxValues: Infinity, maxHeapBytes: Infinity };
    // Not even whole JSON: it has not come to that.
    const body = Buffer.from(`[${`${value},`.repeat(20_000)}`);
    const one = limit === 'maxValues' ? { maxValues: 1000 } : { maxHeapBytes: 2 ** 20 };
    expect(() => parseJsonBody(body, { ...limits, ...one })).toThrow(DecodeError);
    expect(() => parseJsonBody(body, { ...limits, ...one })).toThrow(message);
  });
});
