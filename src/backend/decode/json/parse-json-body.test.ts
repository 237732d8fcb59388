import { gzipSync } from 'node:zlib';
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
    ['\ufeff\ufeff\r\n\ufeff[1]', [1]],
    ['[1]\0\0\n', [1]],
    [")]}',\n[1]", [1]],
    [")]}'\n{}", {}],
    ['"[{\\"a\\":\\"[\\"},12345678901234567890,NaN]"', [{ a: '[' }, 12345678901234567890n, null]],
    ['"\\"[1]\\""', '"[1]"'],
    ['"text"', 'text'],
  ])('reads %s', (body, expected) => {
    expect(parseJsonBody(Buffer.from(body))).toEqual(expected);
  });

  it('reads bytes that are not UTF-8 as far as they are', () => {
    expect(parseJsonBody(Buffer.from([0x22, 0xe4, 0x22]))).toBe('\ufffd');
  });

  it.each([
    ['<html>', 'expected JSON, got a web page without words'],
    ['\n<!doctype html><title>Log in</title>', 'expected JSON, got a web page that says "Log in"'],
    ['<br />\n<b>Warning</b>: no x<br />\n[]', 'expected JSON, got a web page that says "Warning : no x []"'],
    ['<?xml version="1.0"?><a>no b</a>', 'expected JSON, got XML that says "no b"'],
    ['"[1,"', 'the answer is not whole JSON: '],
    ['[1,', 'the answer is not whole JSON: '],
    ['[NaN,', 'the answer is not whole JSON: '],
    ['x'.repeat(400), `expected JSON, got "${'x'.repeat(300)}"…`],
    ['Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1', 'KeyError: 1'],
  ])('refuses %s', (body, message) => {
    expect(() => parseJsonBody(Buffer.from(body))).toThrow(DecodeError);
    expect(() => parseJsonBody(Buffer.from(body))).toThrow(message);
  });

  it('names what is compressed and not labelled', () => {
    expect(() => parseJsonBody(gzipSync('[]'))).toThrow('Content-Encoding: gzip');
  });

  it('measures what is written twice as well', () => {
    const deep = JSON.stringify('['.repeat(600) + ']'.repeat(600));
    expect(() => parseJsonBody(Buffer.from(deep))).toThrow('at most 512 levels');
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
    [
      '{}',
      'maxContainers',
      'expected at most 1000 arrays and objects in an answer, plain points not counted, got more',
    ],
  ])('refuses too many of %s before it makes anything of them', (value, limit, message) => {
    const none = Infinity;
    const limits = { maxDepth: 9, maxValues: none, maxContainers: none, maxNames: none, maxHeapBytes: none };
    // Not even whole JSON: it has not come to that.
    const body = Buffer.from(`[${`${value},`.repeat(20_000)}`);
    const one = { [limit]: limit === 'maxHeapBytes' ? 2 ** 20 : 1000 };
    expect(() => parseJsonBody(body, { ...limits, ...one })).toThrow(DecodeError);
    expect(() => parseJsonBody(body, { ...limits, ...one })).toThrow(message);
  });
});
