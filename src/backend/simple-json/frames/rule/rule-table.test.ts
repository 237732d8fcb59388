import { expect, it } from '@jest/globals';
import { aTable } from '../../../../testing/support/builders.ts';
import type { Field } from '../../../sdk/dataframe/field.ts';
import { runAtOnce } from '../../../sdk/turns/steps.ts';
import { ruleFields } from './rule-table.ts';

it('looks at each unread column a few times, however many there are', () => {
  const count = 1000;
  let looks = 0;
  const unreadTimes = new Proxy(
    Array.from({ length: count }, (_, i) => i),
    {
      get(target, key, receiver): unknown {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    },
  );
  const texts: Field[] = Array.from({ length: count }, (_, i) => ({ type: 'string', name: `c${i}`, values: ['x'] }));
  const value: Field = { type: 'float64', name: 'v', values: Float64Array.of(1) };
  expect(runAtOnce(ruleFields(aTable({ fields: [...texts, value], unreadTimes })))).toEqual([value]);
  expect(looks).toBeLessThan(4 * count);
});
