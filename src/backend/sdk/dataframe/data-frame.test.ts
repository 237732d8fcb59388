import { describe, expect, it } from '@jest/globals';
import { checkedFrame } from './data-frame.ts';

describe('checkedFrame', () => {
  it('takes columns of one length', () => {
    const frame = { name: 'a', fields: [{ type: 'string' as const, name: 's', values: ['x'] }] };
    expect(checkedFrame(frame)).toBe(frame);
  });

  it('names the column that differs', () => {
    const frame = {
      name: 'a',
      fields: [
        { type: 'float64' as const, name: 'v', values: new Float64Array(2) },
        { type: 'string' as const, name: 's', values: ['x'] },
      ],
    };
    expect(() => checkedFrame(frame)).toThrow('field "s" has 1 values, expected 2');
  });
});
