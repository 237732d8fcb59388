import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { createMemoryBudget, type MemoryBudgetOptions, type MemoryRefusal } from './memory-budget.ts';

/** @param names of data sources; each opens a share, and says when that is refused. */
function opened(given: Partial<MemoryBudgetOptions>, names: readonly string[]) {
  const budget = createMemoryBudget({ maxBytes: 100, maxBytesAlone: Infinity, patienceMs: 0, ...given });
  const refused: string[] = [];
  const shares = names.map((name) =>
    budget.of(name).open((reason: MemoryRefusal) => refused.push(`${name} ${reason}`)),
  );
  const take = (index: number, bytes: number): Promise<undefined> | undefined => {
    const share = shares[index];
    if (share === undefined) throw new Error('expected a share');
    return share.take(bytes);
  };
  return { budget, refused, shares, take };
}

const patient = { patienceMs: 60_000 };

describe('createMemoryBudget', () => {
  it('lets one that is alone take what it wants', () => {
    const { refused, take } = opened({}, ['a']);
    expect(take(0, 1000)).toBeUndefined();
    expect(refused).toEqual([]);
  });

  it('lets small ones in beside a large one, and lets that grow beside them', async () => {
    const { refused, shares, take } = opened({ ...patient, maxBytesAlone: 1000 }, [
      'large',
      'small',
      'other',
      'middle',
    ]);
    expect(take(0, 500)).toBeUndefined();
    expect(take(1, 6)).toBeUndefined();
    expect(take(0, 400)).toBeUndefined();
    const middle = take(3, 60);
    expect(middle).toBeInstanceOf(Promise);
    expect(take(2, 6)).toBeUndefined();
    // An eighth is used up.
    const waiting = take(1, 6);
    expect(waiting).toBeInstanceOf(Promise);
    shares[0]?.release();
    await Promise.all([waiting, middle]);
    expect(refused).toEqual([]);
  });

  it('looks at many buffers of one answer a few times each', () => {
    const deref = jest.spyOn(WeakRef.prototype, 'deref');
    const { budget } = opened({}, []);
    const buffers = Array.from({ length: 1000 }, () => new ArrayBuffer(8));
    for (const buffer of buffers) budget.track('a', buffer);
    expect(deref.mock.calls.length).toBeLessThan(4 * buffers.length);
    deref.mockRestore();
  });

  it('drops what is only kept before anybody waits', () => {
    const { budget, take } = opened(patient, ['a']);
    const dropped: string[] = [];
    const keep = (owner: string, bytes: number): boolean => {
      const kept = budget.of(owner).keep(() => {
        dropped.push(owner);
        kept.release();
      });
      return kept.resize(bytes);
    };
    expect([keep('b', 40), keep('c', 30)]).toEqual([true, true]);
    expect(take(0, 50)).toBeUndefined();
    expect(dropped).toEqual(['b']);
    expect([keep('b', 21), keep('b', 20)]).toEqual([true, true]);
    expect(dropped).toEqual(['b', 'c']);
  });

  it('refuses at once what would not fit even alone', () => {
    const { refused, take } = opened({ maxBytesAlone: 150 }, ['a', 'b']);
    expect(take(0, 150)).toBeUndefined();
    expect(take(0, 1)).toBeUndefined();
    expect(take(1, 151)).toBeUndefined();
    expect(refused).toEqual(['a alone', 'b alone']);
  });

  it('makes others wait until there is room', async () => {
    const { refused, shares, take } = opened(patient, ['a', 'b', 'c']);
    expect(take(0, 60)).toBeUndefined();
    const second = take(1, 50);
    expect(second).toBeInstanceOf(Promise);
    shares[0]?.release();
    await second;
    const third = take(2, 60);
    shares[1]?.release();
    await third;
    expect(refused).toEqual([]);
  });

  it('lets those in first who hold least', async () => {
    const { shares, take } = opened(patient, ['greedy', 'greedy', 'modest', 'other']);
    void take(0, 40);
    void take(3, 60);
    const order: string[] = [];
    const waiting = [take(1, 60)?.then(() => order.push('greedy')), take(2, 60)?.then(() => order.push('modest'))];
    shares[3]?.release();
    await waiting[1];
    expect(order).toEqual(['modest']);
    shares[2]?.release();
    await waiting[0];
  });

  it('gives up the largest answer of the data source that holds most when nothing becomes free', async () => {
    const { refused, take } = opened({}, ['many', 'many', 'many', 'one', 'one more']);
    for (const [i, bytes] of [20, 30, 15].entries()) void take(i, bytes);
    expect(take(3, 35)).toBeUndefined();
    await take(4, 10);
    expect(refused).toEqual(['many others']);
  });

  it('gives up one after the other without waiting for long where all wait for each other', async () => {
    const { refused, take } = opened(patient, ['endless', 'endless', 'endless', 'one']);
    for (const i of [0, 1, 2]) expect(take(i, 30)).toBeUndefined();
    await Promise.all([take(0, 60), take(1, 60), take(2, 60)]);
    expect(refused).toEqual(['endless others', 'endless others']);
  });

  it('waits for the one that does not', async () => {
    const { refused, shares, take } = opened(patient, ['a', 'b', 'c']);
    for (const i of [0, 1, 2]) expect(take(i, 30)).toBeUndefined();
    const waiting = Promise.all([take(0, 20), take(1, 20)]);
    const first = await Promise.race([waiting, sleep(400, 'still waiting')]);
    shares[2]?.release();
    await waiting;
    expect([first, refused]).toEqual(['still waiting', []]);
  });

  it('gives up one of those that only wait when nobody else can give anything', async () => {
    const { budget, refused, take } = opened({}, ['a']);
    budget.count('b', 100);
    await take(0, 20);
    expect(refused).toEqual(['a others']);
  });

  it('counts what is in use anyway, but has nobody give that up', async () => {
    const { budget, refused, take } = opened(patient, ['a']);
    const release = budget.count('b', 100);
    const waiting = take(0, 20);
    expect(waiting).toBeInstanceOf(Promise);
    release();
    await waiting;
    expect(refused).toEqual([]);
  });

  it('counts buffers until they are freed or handed on', async () => {
    const { budget, refused, take } = opened(patient, ['a']);
    const freed = new ArrayBuffer(60);
    const moved = new ArrayBuffer(60);
    budget.track('b', freed);
    budget.track('b', moved);
    const waiting = take(0, 100);
    freed.transfer(0);
    const still = await Promise.race([waiting, sleep(60, 'still waiting')]);
    structuredClone(moved, { transfer: [moved] });
    await waiting;
    expect([still, refused]).toEqual(['still waiting', []]);
  });

  it('counts nothing of those who are done or given up', () => {
    const { refused, shares, take } = opened({ maxBytesAlone: 100 }, ['a', 'b', 'c']);
    void take(2, 101);
    void take(0, 90);
    shares[0]?.release();
    expect(take(0, 90)).toBeUndefined();
    expect(take(1, 90)).toBeUndefined();
    shares[1]?.release();
    shares[1]?.release();
    expect(refused).toEqual(['c alone']);
  });
});
