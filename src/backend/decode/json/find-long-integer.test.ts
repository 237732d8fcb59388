import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findLongInteger } from './find-long-integer.ts';

describe('findLongInteger', () => {
  it.each([
    '9007199254740993',
    '[9007199254740993]',
    '{"a":-9007199254740993}',
    '{"a": 12345678901234567 }',
    '[1,\n12345678901234567890\n]',
    `[0.30000000000000004,"1234567890123456789",${' '.repeat(40)}1714543200000000001]`,
  ])('finds one in %s', (body) => {
    expect(findLongInteger(Buffer.from(body))).toBe(true);
  });

  it.each([
    '',
    '[1714543200000,1714543200000000]',
    '[8999999999999999]',
    '[0.30000000000000004,123.45678901234567]',
    '[12345678901234567.5,12345678901234567e2]',
    '"12345678901234567890"',
    `"${'1'.repeat(1000)}"`,
  ])('finds none in %s', (body) => {
    expect(findLongInteger(Buffer.from(body))).toBe(false);
  });

  it('finds every unsafe integer wherever it stands', () => {
    const unsafe = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n });
    fc.assert(
      fc.property(fc.nat({ max: 40 }), unsafe, fc.nat({ max: 40 }), (before, integer, after) => {
        const body = `[${' '.repeat(before)}${String(integer)}${' '.repeat(after)}]`;
        expect(findLongInteger(Buffer.from(body))).toBe(true);
      }),
    );
  });
});
