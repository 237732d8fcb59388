import { describe, expect, it } from '@jest/globals';
import { median, percentile, spread } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
    [[], NaN],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  it.each([
    [hundred, 50, 50],
    [hundred, 99, 99],
    [hundred, 100, 100],
    [hundred, 0, 1],
    [[7], 99, 7],
    [[], 99, NaN],
  ])('of %j at %d is %d', (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('spread', () => {
  it('passes over runs without a value', () => {
    expect(spread([5, undefined, 1, 2])).toEqual({ min: 1, median: 2, max: 5 });
  });

  it('of nothing is undefined', () => {
    expect(spread([undefined])).toBeUndefined();
  });
});
