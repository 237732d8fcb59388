import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { sortInSteps } from './sort-in-steps.ts';

describe('sortInSteps', () => {
  it.each([0, 1, 4096, 4097, 3 * 4096 + 5, 40_000])(
    'sorts %s rows as the engine does, equal ones in order',
    (length) => {
      const size = { minLength: length, maxLength: length };
      const numbers = fc.array(fc.integer({ min: 0, max: 100 }), { ...size, size: 'max' });
      const property = fc.property(numbers, (values) => {
        const rows = Uint32Array.from(values.keys());
        const expected = Array.from(rows).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
        expect(Array.from(runAtOnce(sortInSteps(rows, Float64Array.from(values))))).toEqual(expected);
      });
      fc.assert(property, { numRuns: 3 });
    },
  );
});
