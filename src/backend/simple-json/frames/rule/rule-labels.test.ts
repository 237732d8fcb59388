import { describe, expect, it } from '@jest/globals';
import { aQuery, aSeries } from '../../../../testing/support/builders.ts';
import type { Labels } from '../../../sdk/dataframe/field.ts';
import { runAtOnce } from '../../../sdk/turns/steps.ts';
import { withRuleLabels } from './rule-labels.ts';
import { toSeries } from '../series.ts';

type Given = readonly [name: string, labels?: Labels];

function labelsOf(given: readonly Given[]): readonly Labels[] {
  const series = given.map(([target, labels = {}]) => toSeries(aSeries({ target, labels }), aQuery()));
  return runAtOnce(withRuleLabels(series)).map(({ labels }) => labels);
}

describe('withRuleLabels', () => {
  it.each<[string, readonly Given[], readonly Labels[]]>([
    ['names one series', [['a']], [{ target: 'a' }]],
    ['names each series without labels', [['a'], ['b', { h: 'x' }]], [{ target: 'a' }, { h: 'x' }]],
    [
      'names those of equal labels, and no other',
      [['a', { h: 'x' }], ['b', { h: 'x' }], ['c', { h: 'y' }]],
      [{ h: 'x', target: 'a' }, { h: 'x', target: 'b' }, { h: 'y' }],
    ],
    [
      'knows equal labels in another order',
      [['a', { h: 'x', z: '1' }], ['b', { z: '1', h: 'x' }]],
      [{ h: 'x', z: '1', target: 'a' }, { z: '1', h: 'x', target: 'b' }],
    ],
    ['counts equal names', [['a'], ['a'], ['b']], [{ target: 'a', series: '1' }, { target: 'a', series: '2' }, { target: 'b' }]],
    [
      "does not overwrite a label of the server's",
      [['a', { target: 'x', series: 's' }], ['a', { target: 'x', series: 's' }]],
      [{ target: 'x', series: 's', target_: 'a', series_: '1' }, { target: 'x', series: 's', target_: 'a', series_: '2' }],
    ],
    [
      'leaves a name alone that another has as a label',
      [['b', { target: 'a' }], ['a']],
      [{ target: 'a', target_: 'b' }, { target: 'a' }],
    ],
    [
      'does not count up to what the server says',
      [['a'], ['a'], ['c', { target: 'a', series: '1' }]],
      [{ target: 'a', series: '1', series_: '1' }, { target: 'a', series: '2' }, { target: 'a', series: '1', series_: '2' }],
    ],
  ])('%s', (_what, given, expected) => {
    expect(labelsOf(given)).toEqual(expected);
  }); // prettier-ignore

  it('finds labels that differ for ten thousand series of one name', () => {
    const labels = labelsOf(Array.from({ length: 10_000 }, () => ['m', { h: 'x' }] as const));
    expect(new Set(labels.map((one) => JSON.stringify(one))).size).toBe(10_000);
    expect(labels[9999]).toEqual({ h: 'x', target: 'm', series: '10000' });
  });
});
