import { describe, expect, it } from '@jest/globals';
import { checkNesting } from './check-nesting.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('checkNesting', () => {
  it('takes what a person might write', () => {
    expect(checkNesting(nested(200), 'payload')).toBe(nested(200));
    expect(checkNesting(`"${nested(300)}"`, 'payload')).toBe(`"${nested(300)}"`);
  });

  it.each([
    ['more values than a panel has', JSON.stringify(Array(20_000).fill(1)), 'hold at most 20000 values, got more'],
    ['a text of megabytes', JSON.stringify('x'.repeat(16_777_215)), 'have at most 16777216 characters, got 16777217'],
  ])('refuses %s', (_, text, expected) => {
    expect(() => checkNesting(text, 'payload')).toThrow(`expected payload to ${expected}; ask for less at a time`);
    expect(checkNesting(text.replace(/1,|x/, ''), 'payload')).toHaveLength(
      text.length - (text.startsWith('[') ? 2 : 1),
    );
  });

  it.each([201, 100_000])('refuses %i levels by name', (depth) => {
    expect(() => checkNesting(nested(depth), 'payload of query A')).toThrow(
      'expected payload of query A to have at most 200 arrays and objects inside each other, got more; make it flatter',
    );
  });
});
