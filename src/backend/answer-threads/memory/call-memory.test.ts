import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createMemoryBudget, type SharedMemoryBudget } from '../../upstream/contract/memory-budget.ts';
import { type CallMemory, createCallMemory } from './call-memory.ts';

/** Of calls with messages of 100 bytes, which need 400 each, three may be there together. */
const maxBytes = 2400;

let budget: SharedMemoryBudget;
let memory: CallMemory;
let collections: number;

beforeEach(() => {
  jest.useFakeTimers();
  budget = createMemoryBudget({ maxBytes });
  collections = 0;
  const collect = (): Promise<void> => {
    collections += 1;
    return Promise.resolve();
  };
  memory = createCallMemory(budget, { maxBytes, patienceMs: 1000, maxWaiting: 3, collect });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('createCallMemory', () => {
  it('lets as many in as have room in half of the budget, the others one after the other', () => {
    const calls = Array.from({ length: 5 }, () => take(100));
    expect(outcomes(calls)).toEqual(['in', 'in', 'in', 'waits', 'waits']);
    expect(budget.room()).toBe(maxBytes - 3 * 400);
    calls[1]?.release();
    expect(outcomes(calls)).toEqual(['in', 'in', 'in', 'in', 'waits']);
    calls[4]?.release();
    for (const { release } of calls) release();
    expect(budget.room()).toBe(maxBytes);
  });

  it('lets a long call in when it is the only one, and short ones past one that waits', () => {
    const [first, long, short] = [take(10), take(500), take(10)];
    expect(outcomes([first, long, short])).toEqual(['in', 'waits', 'in']);
    first.release();
    short.release();
    expect(outcomes([long])).toEqual(['in']);
  });

  it('refuses what no call may have, at once', () => {
    const message =
      'this call of 601 bytes would need about 0 MiB of memory, of 0 MiB that one call may have here; shorten its queries, ask for fewer of them at a time, or let the process have more memory';
    expect(outcomes([take(601), take(600)])).toEqual([message, 'in']);
  });

  it('refuses who has waited for long, and who comes when many wait', () => {
    const calls = [take(500), take(500), take(500), take(500), take(500)];
    expect(outcomes(calls.slice(0, 4))).toEqual(['in', 'waits', 'waits', 'waits']);
    expect(outcomes(calls)[4]).toContain('and 3 calls wait for it already;');
    jest.advanceTimersByTime(990);
    expect(outcomes(calls.slice(0, 4))).toEqual(['in', 'waits', 'waits', 'waits']);
    jest.advanceTimersByTime(40);
    for (const outcome of outcomes(calls).slice(1, 4)) expect(outcome).toContain('others held it for as long as');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits for answers as well, except for little', () => {
    const release = budget.count('answers', maxBytes - 100);
    const calls = [take(70), take(100)];
    expect(outcomes(calls)).toEqual(['in', 'waits']);
    release();
    jest.advanceTimersByTime(20);
    expect(outcomes(calls)).toEqual(['in', 'in']);
  });

  it('has garbage collected before calls take more than half of the budget anew', () => {
    for (const expected of [0, 1, 2, 3]) {
      take(300).release();
      expect(collections).toBe(expected);
    }
    for (let i = 0; i < 4; i++) take(10).release();
    expect(collections).toBe(4);
  });
});

interface Taken {
  outcome: string;
  readonly release: () => void;
}

function take(messageBytes: number): Taken {
  const taken = { outcome: 'waits' };
  const release = memory.take(messageBytes, {
    admit: () => (taken.outcome = 'in'),
    refuse: (why) => (taken.outcome = why),
  });
  return Object.assign(taken, { release });
}

function outcomes(calls: readonly Taken[]): readonly string[] {
  return calls.map(({ outcome }) => outcome);
}
