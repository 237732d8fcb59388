import { describe, expect, it } from '@jest/globals';
import { jsonOrText, mapJson } from './map-json.ts';

const tree = { a: 'x', list: ['y', 1, null, { a: 'z' }], number: 2 };

describe('mapJson', () => {
  it('changes texts wherever they stand, to whatever they become, and nothing else', () => {
    const value = (text: string): unknown => (text === 'y' ? [1, 2] : text.toUpperCase());
    expect(mapJson(tree, { value })).toEqual({ a: 'X', list: [[1, 2], 1, null, { a: 'Z' }], number: 2 });
  });

  it('changes names where it is told to', () => {
    const texts = { value: (text: string) => text, key: (name: string) => `${name}!` };
    expect(mapJson(tree, texts)).toEqual({ 'a!': 'x', 'list!': ['y', 1, null, { 'a!': 'z' }], 'number!': 2 });
  });

  it('keeps a property named like a part of every object', () => {
    expect(mapJson(JSON.parse('{"__proto__": "x"}'), { value: () => 'y' })).toEqual(JSON.parse('{"__proto__": "y"}'));
  });
});

describe('jsonOrText', () => {
  it.each([
    ['1', 1],
    ['"a"', 'a'],
    ['{"a":[]}', { a: [] }],
    ['a b', 'a b'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(jsonOrText(text)).toEqual(expected);
  });
});
