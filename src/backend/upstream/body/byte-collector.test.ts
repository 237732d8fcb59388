import { describe, expect, it } from '@jest/globals';
import { createByteCollector } from './byte-collector.ts';

/** Pieces whose bytes say where they belong. */
function pieces(sizes: readonly number[]): { readonly all: readonly Uint8Array[]; readonly whole: Buffer } {
  const whole = Buffer.from(
    Uint8Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, index) => index % 251),
  );
  let at = 0;
  const all = sizes.map((size) => whole.subarray(at, (at += size)));
  return { all, whole };
}

const mebibyte = 1024 * 1024;

describe('createByteCollector', () => {
  it.each<[string, readonly number[], number | undefined]>([
    ['nothing', [], undefined],
    ['one byte', [1], undefined],
    ['pieces of all sizes', [3, 0, 65_536, 100_000, 7], undefined],
    ['exactly what was announced', [1000, 500], 1500],
    ['less than was announced', [1000], 1500],
    ['more than was announced', [1000, 1000], 1500],
    ['something where nothing was announced', [1000], 0],
    ['more than a block', [20 * mebibyte, 20 * mebibyte, 5], undefined],
  ])('puts %s together', async (_, sizes, expected) => {
    const { all, whole } = pieces(sizes);
    const collector = createByteCollector(expected);
    for (const piece of all) collector.add(piece);
    expect(collector.size).toBe(whole.length);
    const result = await collector.finish();
    expect(whole.equals(result)).toBe(true);
    expect(result.buffer.byteLength).toBe(whole.length);
  });

  it('does not keep the pieces it is given', async () => {
    const collector = createByteCollector();
    const piece = Uint8Array.from([1, 2, 3]);
    collector.add(piece);
    piece.fill(0);
    expect(await collector.finish()).toEqual(Uint8Array.from([1, 2, 3]));
  });

  it('gives the memory of what it was told to forget back at once', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const collector = createByteCollector();
    collector.add(new Uint8Array(40 * mebibyte));
    collector.discard();
    // The piece itself is still there.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60 * mebibyte);
    expect(await collector.finish()).toHaveLength(0);
  });
});
