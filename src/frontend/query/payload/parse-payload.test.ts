import { describe, expect, it } from '@jest/globals';

import { parsePayload } from './parse-payload.ts';

describe('parsePayload', () => {
  it.each([[''], ['  \n\t']])('finds nothing in %j', (text) => {
    expect(parsePayload(text)).toEqual({ state: 'empty' });
  });

  it.each([
    ['{"a":1}', { a: 1 }],
    ['[]', []],
    ['"text"', 'text'],
    ['null', null],
  ])('reads %s', (text, value) => {
    expect(parsePayload(text)).toEqual({ state: 'json', value });
  });

  it.each([['{"a":$x}'], ['{"a": ${x} }'], ['[[[x]], [[y:csv]]]'], ['$x'], ['{"a \\" $b": [$x, "$y"]}']])(
    'reads variables without quotes: %s',
    (text) => {
      expect(parsePayload(text).state).toBe('json');
    },
  );

  it.each([
    ['{', 'line 1, column 2: expected a name in double quotes, got the end'],
    ['{"a":1,}', 'line 1, column 8: expected a name in double quotes, got }'],
    ['{a:1}', 'line 1, column 2: expected a name in double quotes, got a:1}'],
    ["{'a':1}", "line 1, column 2: expected a name in double quotes, got 'a':1}"],
    ['{"a" 1}', 'line 1, column 6: expected ":", got 1}'],
    ['{"a": }', 'line 1, column 7: expected a value, got }'],
    ['{"a": "b', 'line 1, column 7: expected a text that ends with ", got "b'],
    ['[1 2]', 'line 1, column 4: expected "," or "]", got 2]'],
    ['[1,\n 2,\n tru]', 'line 3, column 2: expected a value, got tru]'],
    ['$x $y', 'line 1, column 4: expected nothing more, got $y'],
    ['SELECT 1', 'line 1, column 1: expected a value, got SELECT'],
    ['{"a": {"b": [1, {"c": x}]}}', 'line 1, column 23: expected a value, got x}]}}'],
  ])('says where %s breaks', (text, problem) => {
    expect(parsePayload(text)).toEqual({ state: 'invalid', problem });
  });
});
