import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { BatchSupport } from './batch-support.ts';

describe('BatchSupport', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is doubtful at first, and again some minutes after a query alone got no more', () => {
    let nowMs = 0;
    const support = new BatchSupport(() => nowMs);
    expect([support.isMissing, support.isDoubtful]).toEqual([false, true]);
    support.learn(false);
    expect([support.isMissing, support.isDoubtful]).toEqual([false, false]);
    nowMs += 5 * 60_000;
    expect([support.isMissing, support.isDoubtful]).toEqual([false, true]);
  });

  it('is missing for good once a query alone got more', () => {
    const support = new BatchSupport(() => 0);
    support.learn(true);
    expect([support.isMissing, support.isDoubtful]).toEqual([true, false]);
  });

  it('forgets after some minutes that the server was broken, also when the clock was set back', () => {
    jest.useFakeTimers();
    const support = new BatchSupport();
    support.learnBroken(true);
    expect(support.isBroken).toBe(true);
    jest.setSystemTime(Date.now() - 86_400_000);
    jest.advanceTimersByTime(5 * 60_000);
    expect(support.isBroken).toBe(false);
  });
});
