import { describe, expect, it } from '@jest/globals';
import { timeTicks, valueScale } from './chart-scale.ts';

describe('valueScale', () => {
  it.each([
    [0, 1, 5, [0, 0.5, 1]],
    [-0.99, 0.99, 5, [-1, -0.5, 0, 0.5, 1]],
    [31, 64, 5, [30, 40, 50, 60, 70]],
    [42, 42, 5, [35, 40, 45, 50]],
    [0, 0, 3, [-1, 0, 1]],
    [1e12, 1e12 + 1, 2, [1e12, 1e12 + 1]],
    [1e-7, 3e-7, 3, [1e-7, 2e-7, 3e-7]],
  ])('rounds %d to %d', (low, high, mostTicks, ticks) => {
    expect(valueScale(low, high, mostTicks).ticks).toEqual(ticks);
  });

  it.each([1, 1e-300, 1e300])('holds the values of any size: %d', (size) => {
    const { min, max, ticks } = valueScale(-0.3 * size, 7.7 * size, 5);
    expect(min).toBeLessThanOrEqual(-0.3 * size);
    expect(max).toBeGreaterThanOrEqual(7.7 * size);
    expect(ticks.length).toBeLessThanOrEqual(7);
  });
});

describe('timeTicks', () => {
  const from = Date.parse('2024-05-01T06:00:00Z');
  it.each([
    [6 * 3_600_000, ['06:00', '08:00', '10:00', '12:00']],
    [60_000, ['06:00:00', '06:00:15', '06:00:30', '06:00:45', '06:01:00']],
    [100, ['00:00.000', '00:00.020', '00:00.040', '00:00.060', '00:00.080', '00:00.100']],
    [2 * 86_400_000, ['05-01 12:00', '05-02 00:00', '05-02 12:00', '05-03 00:00']],
    [30 * 86_400_000, ['2024-05-02', '2024-05-09', '2024-05-16', '2024-05-23', '2024-05-30']],
  ])('rounds a range of %d ms', (rangeMs, labels) => {
    expect(timeTicks(from, from + rangeMs, 5).map(({ label }) => label)).toEqual(labels);
  });

  it('takes centuries and nothing', () => {
    expect(timeTicks(0, 500 * 365 * 86_400_000, 5).length).toBeLessThanOrEqual(6);
    expect(timeTicks(from, from, 5).length).toBeLessThanOrEqual(1);
  });
});
