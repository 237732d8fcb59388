import { describe, expect, it } from '@jest/globals';

import { type Reducer, reduceSeries } from './reduce-series.ts';

describe('reduceSeries, strictly', () => {
  it.each<[Reducer, readonly (number | null)[], number | null]>([
    ['last', [1, 5], 5],
    ['last', [1, null], null],
    ['last', [], NaN],
    ['mean', [1, 2, 6], 3],
    ['mean', [1, null], NaN],
    ['mean', [], NaN],
    ['min', [3, 1, 2], 1],
    ['min', [3, null], NaN],
    ['min', [], NaN],
    ['max', [3, 1, 2], 3],
    ['max', [], NaN],
    ['sum', [1, 2], 3],
    ['sum', [1, NaN], NaN],
    ['sum', [], 0],
    ['count', [1, null, NaN], 3],
    ['count', [], 0],
    ['median', [5, 1, 3], 3],
    ['median', [4, 1, 3, 2], 2.5],
    ['median', [], NaN],
  ])('%s of %j is %d', (reducer, values, expected) => {
    expect(reduceSeries(values, reducer)).toBe(expected);
  });

  it('takes as many values as there are', () => {
    const values = Array.from({ length: 500_000 }, (_, i) => i);
    expect(reduceSeries(values, 'max')).toBe(499_999);
    expect(reduceSeries(values, 'min')).toBe(0);
  });
});
