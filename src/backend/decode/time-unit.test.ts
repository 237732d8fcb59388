import { describe, expect, it } from '@jest/globals';
import { commonTimeUnit, isLikelyEpochTime, timeUnitOf } from './time-unit.ts';

describe('timeUnitOf', () => {
  it.each([
    [0, undefined],
    [1, undefined],
    [-99_999_999, undefined],
    [1e8, 's'],
    [-1e8, 's'],
    [99_999_999_999, 's'],
    [1e11, 'ms'],
    [-1e11, 'ms'],
    [99_999_999_999_999, 'ms'],
    [1e14, 'us'],
    [99_999_999_999_999_984, 'us'],
    [1e17, 'ns'],
    [9e18, 'ns'],
  ])('%d: %s', (value, unit) => {
    expect(timeUnitOf(value)).toBe(unit);
  });
});

describe('commonTimeUnit', () => {
  it.each([
    [{ s: 0, ms: 0, us: 0, ns: 0 }, 'ms'],
    [{ s: 1, ms: 1, us: 1, ns: 1 }, 'ms'],
    [{ s: 2, ms: 1, us: 0, ns: 0 }, 's'],
    [{ s: 1, ms: 0, us: 2, ns: 2 }, 'us'],
    [{ s: 0, ms: 1, us: 0, ns: 2 }, 'ns'],
  ])('of %j is %s', (votes, unit) => {
    expect(commonTimeUnit(votes)).toBe(unit);
  });
});

describe('isLikelyEpochTime', () => {
  it.each([1714543200, 1714543200.5, 1714543200000, 1714543200000000, 1714543200000000000n, 946_684_800])(
    'takes %p',
    (value) => {
      expect(isLikelyEpochTime(value)).toBe(true);
    },
  );

  it.each([0, 1, 42.5, -1714543200, 946_684_799, 4_102_444_800, 253_402_300_799, NaN, Infinity, null, undefined])(
    'does not take %p',
    (value) => {
      expect(isLikelyEpochTime(value)).toBe(false);
    },
  );
});
