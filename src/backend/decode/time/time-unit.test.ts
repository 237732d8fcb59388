import { describe, expect, it } from '@jest/globals';
import {
  commonTimeUnit,
  isLikelyEpochTime,
  timeUnitOf,
  unitInRange,
  type EpochUnit,
  type TimeUnit,
} from './time-unit.ts';

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

describe('unitInRange', () => {
  const day = 86_400_000;
  const now = 1714543200000;
  const today = { fromMs: now - day, toMs: now };

  it.each<[string, EpochUnit, { min: number; max: number }, { fromMs: number; toMs: number }, TimeUnit]>([
    ['seconds of today', 's', { min: now / 1000 - 3600, max: now / 1000 }, today, 's'],
    ['seconds of years ago', 's', { min: 1.2e9, max: 1.3e9 }, today, 's'],
    ['places in a list', 's', { min: 1, max: 3 }, { fromMs: 0, toMs: 1000 }, 'ms'],
    ['small numbers when today was asked for', 's', { min: 1_234_567, max: 1_234_567 }, today, 'ms'],
    ['ms of 1970', 's', { min: 5e9, max: 5.1e9 }, { fromMs: 4.9e9, toMs: 5.2e9 }, 'ms'],
    ['ms from before 1970 until after', 's', { min: -3.1e10, max: 1.3e10 }, { fromMs: -3.15e10, toMs: 1.4e10 }, 'ms'],
    ['ms of 1967 to 1973', 's', { min: -9.4e10, max: 9.4e10 }, { fromMs: -9.4e10, toMs: 9.4e10 }, 'ms'],
    ['seconds of 1900 to 1999', 's', { min: -2.2e9, max: 9e8 }, { fromMs: -2.2e12, toMs: 9.4e11 }, 's'],
    ['seconds with the year 9999, of everything', 's', { min: 1.6e9, max: 2.534e11 }, { fromMs: 0, toMs: now }, 's'],
    ['seconds of 1970', 's', { min: 5e6, max: 5.1e6 }, { fromMs: 4.9e9, toMs: 5.2e9 }, 's'],
    [
      'seconds of today when everything was asked for',
      's',
      { min: now / 1000, max: now / 1000 },
      { fromMs: 0, toMs: now },
      's',
    ],
    ['ms of today', 'ms', { min: now - 1000, max: now }, today, 'ms'],
    ['ms far from what was asked for', 'ms', { min: 1.2e12, max: 1.3e12 }, today, 'ms'],
    ['µs of 1971', 'ms', { min: 3.2e13, max: 3.3e13 }, { fromMs: 3.2e10, toMs: 3.3e10 }, 'us'],
    ['ns', 'ns', { min: now * 1e6, max: now * 1e6 }, today, 'ns'],
    ['ns far from what was asked for', 'ns', { min: 9e17, max: 9.1e17 }, today, 'ns'],
    ['ticks of .NET', 'ns', { min: 638501400000000000, max: 638501436000000000 }, today, 'ticks'],
    ['file times of Windows', 'ns', { min: 133590168000000000, max: 133590168600000000 }, today, 'fileTime'],
  ])('reads %s', (_, suggested, extent, asked, unit) => {
    expect(unitInRange(suggested, extent, asked)).toBe(unit);
  });
});
