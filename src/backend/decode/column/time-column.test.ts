import { describe, expect, it } from '@jest/globals';
import { TimeColumnBuilder } from './time-column.ts';

const sixOClock = Date.UTC(2024, 4, 1, 6);

describe('the unit of a column of times', () => {
  it.each<[string, readonly unknown[], readonly number[]]>([
    ['ms', [sixOClock, sixOClock + 30_000], [sixOClock, sixOClock + 30_000]],
    ['ms with fractions', [sixOClock + 0.25], [sixOClock + 0.25]],
    ['s', [sixOClock / 1e3, sixOClock / 1e3 + 30], [sixOClock, sixOClock + 30_000]],
    ['s with fractions', [sixOClock / 1e3 + 0.123], [sixOClock + 123]],
    ['s with µs', [1714543200.000003], [1714543200000.003]],
    ['µs', [sixOClock * 1e3, sixOClock * 1e3 + 1], [sixOClock, sixOClock + 0.001]],
    ['ns', [BigInt(sixOClock) * 1_000_000n, BigInt(sixOClock) * 1_000_000n + 500_000n], [sixOClock, sixOClock + 0.5]],
    ['ns as a double', [sixOClock * 1e6], [sixOClock]],
    ['ns as text', [`${String(sixOClock)}000000`], [sixOClock]],
    ['s as text', [String(sixOClock / 1e3)], [sixOClock]],
    ['ISO 8601', ['2024-05-01T06:00:00Z', '2024-05-01T08:00:30+02:00'], [sixOClock, sixOClock + 30_000]],
    ['s beside ISO 8601', [sixOClock / 1e3, '2024-05-01T06:00:00Z'], [sixOClock, sixOClock]],
    ['s before 1970', [-631_152_000], [-631_152_000_000]],
    ['indexes, which are ms as the protocol says', [1, 2, 3], [1, 2, 3]],
    ['ms of the first day', [0, 1_234_567], [0, 1_234_567]],
    ['s beside indexes', [5, sixOClock / 1e3], [5000, sixOClock]],
    ['one odd value among ms', [0, sixOClock, 5, sixOClock], [0, sixOClock, 5, sixOClock]],
    ['as many s as ms', [sixOClock / 1e3, sixOClock], [sixOClock / 1e3, sixOClock]],
    ['the epoch', [0], [0]],
    ['the last of s that a host can hold', [9_223_372_036], [9_223_372_036_000]],
    ['the first of ms', [100_000_000_000], [100_000_000_000]],
    ['the first of µs', [100_000_000_000_000], [100_000_000_000]],
    ['the first of ns', [100_000_000_000_000_000n], [100_000_000_000]],
  ])('%s', (_name, cells, expected) => {
    const builder = new TimeColumnBuilder(cells.length);
    for (const cell of cells) expect(builder.append(cell)).toBe(true);
    const { column } = builder.finish();
    expect([...column.values]).toEqual(expected);
  });

  it('is the same for a value of another size', () => {
    const builder = new TimeColumnBuilder(3);
    for (const cell of [sixOClock / 1e3, sixOClock / 1e3, 253_402_300_799]) builder.append(cell);
    const { column, lost } = builder.finish();
    expect(column.values).toEqual(Float64Array.of(sixOClock, sixOClock, NaN));
    expect(lost?.got).toBe(253_402_300_799);
  });

  it('is the same for a long integer among ms', () => {
    const builder = new TimeColumnBuilder(3);
    for (const cell of [sixOClock, sixOClock, BigInt(sixOClock) * 1_000_000n]) builder.append(cell);
    expect(builder.finish().column.values).toEqual(Float64Array.of(sixOClock, sixOClock, NaN));
  });

  it.each([
    ['ticks of .NET', 621_355_968_000_000_000n],
    ["Windows' file times", 116_444_736_000_000_000n],
  ])('reads %s as exactly as they were written', (_name, epoch) => {
    const times = Array.from({ length: 100 }, (_, i) => sixOClock + i);
    const builder = new TimeColumnBuilder(times.length, { fromMs: sixOClock, toMs: sixOClock + 1000 });
    for (const time of times) builder.append(epoch + BigInt(time) * 10_000n);
    expect([...builder.finish().column.values]).toEqual(times);
  });

  it.each([null, undefined, '', 'NaN', 'abc', true, {}, [], NaN, 2n ** 63n])('does not take %p', (cell) => {
    const builder = new TimeColumnBuilder(1);
    expect(builder.append(cell)).toBe(false);
    expect(builder.finish().column.values).toHaveLength(0);
  });

  it.each([
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['9999-12-31T00:00:00Z', 253_402_214_400_000],
    [Infinity, Infinity],
    [-(2n ** 63n), Number(-(2n ** 63n))],
  ])('has null for %p, which no host can hold', (cell, got) => {
    const builder = new TimeColumnBuilder(2);
    builder.append(sixOClock);
    builder.append(cell);
    const { column, lost } = builder.finish();
    expect(column.values).toEqual(Float64Array.of(sixOClock, NaN));
    expect(column.validity).toEqual({ bitmap: Uint8Array.of(1), nullCount: 1 });
    expect(lost).toEqual({ expected: 'times from 1677 to 2262', got });
  });
});
