import { describe, expect, it } from '@jest/globals';
import { allValid, clearValid, type Field, isNull } from '../../sdk/dataframe/field.ts';
import { cutFrames } from './cut-frames.ts';

const bitmap = allValid(3);
clearValid(bitmap, 1);
const fields: readonly Field[] = [
  { type: 'float64', name: 'value', values: Float64Array.of(1, 0, 3), validity: { bitmap, nullCount: 1 } },
  { type: 'string', name: 'text', values: ['a', null, 'c'] },
];

describe('cutFrames', () => {
  it.each([
    [0, []],
    [1, [false]],
    [2, [false, true]],
    [3, [false, true, false]],
    [9, [false, true, false]],
  ])('keeps the first %d rows, and which of them are null', (count, nulls) => {
    const [frame] = cutFrames([{ name: 'f', fields }], [count]);
    const kept = frame?.fields.map((field) =>
      Array.from({ length: field.values.length }, (_, row) => isNull(field, row)),
    );
    expect(kept).toEqual([nulls, nulls]);
  });

  it('keeps frames whole for which there is no number', () => {
    const frame = { name: 'f', fields };
    expect(cutFrames([frame], [])).toEqual([frame]);
  });
});
