import { describe, expect, it } from '@jest/globals';
import { createMemoryBudget } from './memory-budget.ts';

function opened(maxBytes: number, names: readonly string[]) {
  const budget = createMemoryBudget(maxBytes);
  const refused: string[] = [];
  const shares = names.map((name) => budget.open(() => refused.push(name)));
  return { refused, shares };
}

describe('createMemoryBudget', () => {
  it('lets one take what it wants', () => {
    const { refused, shares } = opened(100, ['a']);
    shares[0]?.take(1000);
    expect(refused).toEqual([]);
  });

  it('gives up the largest, whoever asks for more', () => {
    const { refused, shares } = opened(100, ['a', 'b', 'c']);
    shares[0]?.take(60);
    shares[1]?.take(30);
    shares[2]?.take(20);
    expect(refused).toEqual(['a']);
    shares[1]?.take(40);
    expect(refused).toEqual(['a']);
    shares[1]?.take(20);
    expect(refused).toEqual(['a', 'b']);
  });

  it('gives up no more than needed', () => {
    const { refused, shares } = opened(100, ['a', 'b', 'c']);
    shares[0]?.take(50);
    shares[1]?.take(40);
    shares[2]?.take(11);
    expect(refused).toEqual(['a']);
  });

  it('counts nothing of those who are done or given up', () => {
    const { refused, shares } = opened(100, ['a', 'b']);
    shares[0]?.take(90);
    shares[0]?.release();
    shares[0]?.take(90);
    shares[1]?.take(90);
    shares[1]?.release();
    shares[1]?.release();
    expect(refused).toEqual([]);
  });
});
