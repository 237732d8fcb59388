import { describe, expect, it } from '@jest/globals';
import { NumberColumnBuilder } from './number-column.ts';

const long = 9_007_199_254_740_993n;

function finish(cells: readonly unknown[]): ReturnType<NumberColumnBuilder['finish']> {
  const builder = new NumberColumnBuilder(cells.length);
  for (const cell of cells) builder.append(cell);
  return builder.finish();
}

describe('a column of numbers', () => {
  it('is doubles', () => {
    expect(finish([1, '2.5', -0, true, Infinity])).toEqual({
      column: { type: 'float64', values: Float64Array.of(1, 2.5, -0, 1, Infinity) },
      lost: undefined,
    });
  });

  it('has a bitmap once there is a null', () => {
    const { column } = finish([1, null, 'NaN', 4, 5, 6, 7, 8, 9]);
    expect(column.validity).toEqual({ bitmap: Uint8Array.of(0b11111001, 0b1), nullCount: 2 });
  });

  it('is as long as what was added, bitmap too', () => {
    const builder = new NumberColumnBuilder(20);
    builder.append(1);
    expect(builder.append('x')).toBe(false);
    builder.appendNull();
    expect(builder.finish().column).toEqual({
      type: 'float64',
      values: Float64Array.of(1, NaN),
      validity: { bitmap: Uint8Array.of(0b1), nullCount: 1 },
    });
  });

  it('becomes 64-bit integers for one that a double would round', () => {
    const { column, lost } = finish([1, null, long, String(long), -(2n ** 63n)]);
    expect(column.type).toBe('int64');
    expect(column.values).toEqual(BigInt64Array.of(1n, 0n, long, long, -(2n ** 63n)));
    expect(column.validity).toEqual({ bitmap: Uint8Array.of(0b11101), nullCount: 1 });
    expect(lost).toBeUndefined();
  });

  it.each<[string, readonly unknown[]]>([
    ['fractions', [long, 0.5]],
    ['a NaN that is no null', [long, NaN]],
    ['infinity', [long, Infinity]],
    ['an integer of more than 64 bits', [long, 2n ** 63n]],
  ])('stays doubles beside %s, and says what was rounded', (_name, cells) => {
    const { column, lost } = finish(cells);
    expect(column.type).toBe('float64');
    expect(column.values[0]).toBe(Number(long));
    expect(lost?.got).toBe(long);
  });

  it.each([
    ['exactly a double', 2n ** 60n],
    ['a double in its shortest digits', 52_651_540_138_034_650n],
  ])('says nothing of an integer that is %s', (_name, integer) => {
    expect(finish([integer, 0.5])).toEqual({
      column: { type: 'float64', values: Float64Array.of(Number(integer), 0.5) },
      lost: undefined,
    });
  });
});
