import { describe, expect, it } from '@jest/globals';

import { type AlertState, type Condition, evaluateRule } from './evaluate-rule.ts';

const noCondition: Condition = { above: undefined, below: undefined };

describe('evaluateRule', () => {
  it.each<[value: number | null, condition: Partial<Condition>, state: AlertState]>([
    [5, { above: 4 }, 'Alerting'],
    [5, { above: 5 }, 'Normal'],
    [5, { below: 6 }, 'Alerting'],
    [5, { below: 5 }, 'Normal'],
    [5, { above: 4, below: 6 }, 'Alerting'],
    [7, { above: 4, below: 6 }, 'Normal'],
    [7, { above: 6, below: 4 }, 'Alerting'],
    [3, { above: 6, below: 4 }, 'Alerting'],
    [5, { above: 6, below: 4 }, 'Normal'],
    [NaN, { above: 4 }, 'Normal'],
    [NaN, { below: 4 }, 'Normal'],
    [NaN, {}, 'Alerting'],
    [-1, {}, 'Alerting'],
    [0, {}, 'Normal'],
    [null, {}, 'NoData'],
    [null, { above: 4 }, 'NoData'],
  ])('%p with %j: %s', (value, condition, state) => {
    const outcome = evaluateRule([{ labels: {}, value }], { ...noCondition, ...condition });
    expect(outcome).toEqual({ state, instances: [{ labels: {}, value, state }] });
  });

  it('is in the worst state of its instances, and without data where there are none', () => {
    const values = [null, 1, 9].map((value) => ({ labels: {}, value }));
    expect(evaluateRule(values, { ...noCondition, above: 5 }).state).toBe('Alerting');
    expect(evaluateRule(values, { ...noCondition, above: 50 }).state).toBe('Normal');
    expect(evaluateRule([], { ...noCondition, above: 5 })).toEqual({ state: 'NoData', instances: [] });
  });
});
