import { describe, expect, it } from '@jest/globals';
import { runAtOnce } from '../../../sdk/turns/steps.ts';
import { numberFields, tableNumbers } from './rule-numbers.ts';

describe('numberFields', () => {
  it('leaves empty what a number is not labelled with, also where the label is called like a part of every object', () => {
    const number = { value: 1, column: 'load', config: undefined };
    const [text] = runAtOnce(
      numberFields([
        { ...number, row: 0, labels: { constructor: 'x' } },
        { ...number, row: 1, labels: {} },
      ]),
    );
    expect(text).toEqual({ type: 'string', name: 'constructor', values: ['x', null] });
  });

  it('refuses to make far more cells of many small tables than these have', () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => {
      return { value: i, column: 'load', config: undefined, row: 1, labels: { [`label ${String(i)}`]: 'x' } };
    });
    expect(() => runAtOnce(numberFields(numbers))).toThrow(
      'hold 5000 numbers with 25005000 texts and numbers in all; a rule evaluates at most 250000 numbers with 5000000',
    );
  });
});

describe('tableNumbers', () => {
  it('refuses more numbers than a rule can do anything with, before it makes them', () => {
    const fields = [{ type: 'float64', name: 'load', values: new Float64Array(250_001) }] as const;
    expect(() => runAtOnce(tableNumbers(fields))).toThrow('hold 250001 numbers');
  });
});
