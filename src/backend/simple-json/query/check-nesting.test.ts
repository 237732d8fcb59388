import { describe, expect, it } from '@jest/globals';
import { checkNesting } from './check-nesting.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('checkNesting', () => {
  it('takes what a person might write', () => {
    expect(checkNesting(nested(200), 'payload')).toBe(nested(200));
    expect(checkNesting(`"${nested(300)}"`, 'payload')).toBe(`"${nested(300)}"`);
  });

  it.each([201, 100_000])('refuses %i levels by name', (depth) => {
    expect(() => checkNesting(nested(depth), 'payload of query A')).toThrow(
      'expected payload of query A to have at most 200 arrays and objects inside each other, got more; make it flatter',
    );
  });
});
