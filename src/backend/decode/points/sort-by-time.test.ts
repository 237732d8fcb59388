import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Field, TimeField } from '../../sdk/dataframe/field.ts';
import { toPlainField } from '../../../testing/support/plain-answer.ts';
import { sortByTime } from './sort-by-time.ts';

function timeField(values: readonly number[], ...nulls: readonly number[]): TimeField {
  const bitmap = Uint8Array.of(values.reduce((bits, _, i) => (nulls.includes(i) ? bits : bits | (1 << i)), 0));
  const validity = nulls.length === 0 ? {} : { validity: { bitmap, nullCount: nulls.length } };
  return { type: 'time', name: 't', values: Float64Array.from(values), ...validity };
}

describe('sortByTime', () => {
  it('sorts columns of every type, keeps the order of equal times, leaves rows without a time out', () => {
    const time = timeField([3, 1, 0, 1, 2], 2);
    const validity = { bitmap: Uint8Array.of(0b10111), nullCount: 1 };
    const fields: Field[] = [
      time,
      { type: 'float64', name: 'f', labels: { a: 'b' }, values: Float64Array.of(0, 1, 2, 3, 4), validity },
      { type: 'int64', name: 'i', values: BigInt64Array.of(0n, 1n, 2n, 3n, 4n) },
      { type: 'boolean', name: 'b', values: Uint8Array.of(0, 1, 0, 1, 0) },
      { type: 'string', name: 's', config: { unit: 'x' }, values: ['0', '1', '2', null, '4'] },
      { type: 'json', name: 'j', values: ['0', '1', '2', null, '4'] },
    ];
    const sorted = sortByTime(fields, time);
    expect(sorted.map(toPlainField)).toEqual([
      { type: 'time', name: 't', values: [1, 1, 2, 3] },
      { type: 'float64', name: 'f', labels: { a: 'b' }, values: [1, null, 4, 0] },
      { type: 'int64', name: 'i', values: ['1', '3', '4', '0'] },
      { type: 'boolean', name: 'b', values: [true, true, false, false] },
      { type: 'string', name: 's', config: { unit: 'x' }, values: ['1', null, '4', '0'] },
      { type: 'json', name: 'j', values: ['1', null, '4', '0'] },
    ]);
    expect(sorted[0]).not.toHaveProperty('validity');
    expect(sorted[1]).toHaveProperty('validity', { bitmap: Uint8Array.of(0b1101), nullCount: 1 });
  });

  it('returns the columns themselves when they are in order', () => {
    const time = timeField([1, 1, 2]);
    const fields = [time];
    expect(sortByTime(fields, time)).toBe(fields);
  });

  it('sorts as a stable sort of the rows does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
        const time = timeField(times);
        const row: Field = { type: 'float64', name: 'row', values: Float64Array.from(times, (_, i) => i) };
        const expected = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
        expect(sortByTime([row], time).map(toPlainField)).toEqual([{ type: 'float64', name: 'row', values: expected }]);
      }),
    );
  });
});
