import { describe, expect, it } from '@jest/globals';
import { KeptMemory, type Kept } from './kept-memory.ts';

/** Entries that give way as a whole, by name. */
function keeping(room = 100) {
  const memory = new KeptMemory(() => room);
  const dropped: string[] = [];
  const keep = (owner: string, name: string, bytes: number): boolean => {
    const kept: Kept = memory.keep(owner, () => {
      dropped.push(name);
      kept.release();
    });
    return kept.resize(bytes);
  };
  return { memory, dropped, keep };
}

describe('KeptMemory', () => {
  it('counts what is kept, and no more when it is released', () => {
    const { memory } = keeping();
    const kept = memory.keep('a', () => undefined);
    expect([kept.resize(60), memory.bytes]).toEqual([true, 60]);
    expect([kept.resize(20), memory.bytes]).toEqual([true, 20]);
    kept.release();
    kept.release();
    expect(memory.bytes).toBe(0);
  });

  it('drops the oldest of whoever keeps most where somebody needs room', () => {
    const { memory, dropped, keep } = keeping();
    keep('a', 'a1', 30);
    keep('b', 'b1', 20);
    keep('a', 'a2', 30);
    memory.shrinkTo(60);
    expect([dropped, memory.bytes]).toEqual([['a1'], 50]);
    memory.shrinkTo(-5);
    expect([dropped, memory.bytes]).toEqual([['a1', 'a2', 'b1'], 0]);
  });

  it('lets what is new replace what others keep, but only while they keep more', () => {
    const { dropped, keep } = keeping();
    keep('a', 'a1', 40);
    keep('a', 'a2', 40);
    expect(keep('b', 'b1', 30)).toBe(true);
    expect(dropped).toEqual(['a1']);
    expect(keep('b', 'b2', 31)).toBe(true);
    expect(dropped).toEqual(['a1', 'b1']);
    expect(keep('c', 'c1', 101)).toBe(false);
    expect(dropped).toEqual(['a1', 'b1']);
  });

  it('asks each once where nothing becomes smaller', () => {
    const { memory } = keeping();
    let asked = 0;
    const kept = memory.keep('a', () => {
      asked += 1;
    });
    kept.resize(50);
    memory.shrinkTo(0);
    memory.shrinkTo(0);
    expect([asked, memory.bytes]).toEqual([1, 50]);
    kept.resize(40);
    memory.shrinkTo(0);
    expect([asked, memory.bytes]).toEqual([2, 40]);
  });
});
