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

  it('takes no text for JSON that has more variables than a person types', () => {
    const text = (count: number): string => `[${'$a,'.repeat(count)}1]`;
    expect(parseJsonWithVariables(text(100))).toEqual({ value: [...Array<string>(100).fill(`${bareMark}$a`), 1] });
    expect(parseJsonWithVariables(text(30_000))).toBeUndefined();
    expect(parseJsonWithVariables(`[$a${' '.repeat(2_000_000)}]`)).toBeUndefined();
  });

  it.each(['{"a": $}', '{"a": "', `{"a": "${'\\"'.repeat(100_000)}`, '$a $b'])(
    'takes no other text for JSON',
    (text) => {
      expect(parseJsonWithVariables(text)).toBeUndefined();
    },
  );
});
