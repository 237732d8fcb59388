import { describe, expect, it } from '@jest/globals';
import { bareMark, parseJsonWithVariables } from './parse-json-with-variables.ts';

describe('parseJsonWithVariables', () => {
  it.each([
    ['{"a": 1}', { a: 1 }],
    ['{"a": $limit, "b": "$host"}', { a: `${bareMark}$limit`, b: '$host' }],
    ['[${a:csv}, [[b]], "\\"$c"]', [`${bareMark}\${a:csv}`, `${bareMark}[[b]]`, '"$c']],
  ])('reads %s', (text, expected) => {
    expect(parseJsonWithVariables(text)).toEqual({ value: expected });
  });

  it.each(['{"a": $}', '{"a": "', `{"a": "${'\\"'.repeat(100_000)}`, '$a $b'])(
    'takes no other text for JSON',
    (text) => {
      expect(parseJsonWithVariables(text)).toBeUndefined();
    },
  );
});
