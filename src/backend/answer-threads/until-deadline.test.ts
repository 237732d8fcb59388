import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { untilDeadline } from './until-deadline.ts';

describe('untilDeadline', () => {
  const error = new Error('no answer within 1 s');

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_714_543_200_000 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('waits as long when the clock was set %s since the request began', (_, byMs) => {
    const deadline = { endMs: performance.now() + 1000, toError: () => error };
    jest.setSystemTime(Date.now() + byMs);
    const { signal } = untilDeadline({ signal: new AbortController().signal, deadline });
    jest.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(signal.reason).toBe(error);
  });

  it('is over once it is closed', () => {
    const deadline = { endMs: performance.now() + 1000, toError: () => error };
    const { signal, close } = untilDeadline({ signal: new AbortController().signal, deadline });
    close();
    jest.advanceTimersByTime(1000);
    expect(signal.aborted).toBe(false);
  });
});
