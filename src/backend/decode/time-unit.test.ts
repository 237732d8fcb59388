import { describe, expect, it } from '@jest/globals';
import { commonTimeUnit, timeUnitOf } from './time-unit.ts';

describe('timeUnitOf', () => {
  it.each([
    [0, undefined],
    [1, 's'],
    [-1, 's'],
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
