import { describe, expect, it } from '@jest/globals';
import { numberFields } from './rule-numbers.ts';

describe('numberFields', () => {
  it('leaves empty what a number is not labelled with, also where the label is called like a part of every object', () => {
    const number = { value: 1, column: 'load', config: undefined };
    const [text] = numberFields([
      { ...number, row: 0, labels: { constructor: 'x' } },
      { ...number, row: 1, labels: {} },
    ]);
    expect(text).toEqual({ type: 'string', name: 'constructor', values: ['x', null] });
  });
});
