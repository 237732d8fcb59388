import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from '../json/parse-json-body.ts';
import { toStrictJson } from './to-strict-json.ts';

describe('toStrictJson', () => {
  it.each<[string, string, unknown]>([
    ['a comma too many', '[1,{"a":2,} , ]', [1, { a: 2 }]],
    ['comments', '// one\n[1, /* two, "x" */ 2 // three\n]', [1, 2]],
    ['a comma before a comment', '[1, // last\n]', [1]],
    ["Python's literals", "[{'a': None, 'b': True, u'c': 'it\\'s', 'd': \"x'y\"}]", [{ a: null, b: true, c: "it's", d: "x'y" }]], // prettier-ignore
    ["Python's tuples", "[('a', 1.0, 5L), (1,)]", [['a', 1, 5], [1]]],
    ["Python's bytes", "{b'a': b'x'}", { a: 'x' }],
    ['bare keys', '{a: 1, $b: {c_1: undefined}}', { a: 1, $b: { c_1: null } }],
    ['numbers as in source', '[+1, .5, -.5, 1., 007, 1e3, 2.50f, 1.5D]', [1, 0.5, -0.5, 1, 7, 1000, 2.5, 1.5]],
    ['words for numbers', '[NaN, -Infinity, inf, nil, FALSE]', [null, -Infinity, Infinity, null, false]],
    ['lines in strings', '["a\nb\tc"]', ['a\nb\tc']],
    ['escapes of other languages', String.raw`["it\'s \x41 \q \\"]`, ["it's A q \\"]],
    ['quotes in the other quotes', `['a "b" c']`, ['a "b" c']],
  ])('reads %s', (_, text, expected) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(parseJsonBody(Buffer.from(text))).toEqual(expected);
  });

  it.each(['[{"a":"it\'s, (fine) // /* NaN,] }"},-1.5e+3,null,true]', '{}', '"x"'])('leaves JSON alone: %s', (text) => {
    expect(toStrictJson(text)).toBe(text);
  });

  it.each(["[{'a': 1", "['a", '[a b]', '[1 2]', "[{'a' 1}]"])('makes no JSON of %s', (text) => {
    expect(() => parseJsonBody(Buffer.from(text))).toThrow('the answer is not whole JSON');
  });

  it('is not for long answers, which are told so', () => {
    const text = `[${"{'a':1},".repeat(600_000)}]`;
    expect(() => parseJsonBody(Buffer.from(text))).toThrow(/comes ".*; what only resembles JSON is read up to 4 MiB$/);
  });

  it('measures what tuples nest', () => {
    const deep = `[${'('.repeat(600)}${')'.repeat(600)},]`;
    expect(() => parseJsonBody(Buffer.from(deep))).toThrow('at most 512 levels');
  });

  it.each([',/*', "'", 'a:', '/*', '(,', '\\"', '-', '.'])('takes linear time for many %j', (piece) => {
    // A quadratic walk would take minutes.
    expect(toStrictJson(`[${piece.repeat(300_000)}`).length).toBeGreaterThan(0);
  });
});
