import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { upstreamRequest, upstreamResponse, upstreamTimeouts } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamClient, UpstreamContext, UpstreamResponse } from '../contract/upstream-client.ts';
import { deadline } from './deadline.ts';

/** A server that never answers, and tells how the request ended. */
function hanging(): { readonly request: UpstreamClient['request']; readonly signals: AbortSignal[] } {
  const signals: AbortSignal[] = [];
  return {
    signals,
    request: ({ context }) => {
      signals.push(context.signal);
      return new Promise(() => undefined);
    },
  };
}

describe('deadline', () => {
  it.each<[string, Partial<UpstreamContext>, string]>([
    ['the setting', {}, 'no answer within 0.05 s, the timeout of the data source settings'],
    [
      "an alert rule's evaluation",
      { fromAlert: true },
      "no answer within 0.02 s, which is what an alert rule's evaluation leaves",
    ],
    ["Grafana's own deadline", { deadlineEpochMs: 0 }, "when the deadline of Grafana's own call passed"],
  ])('names %s when that was the limit', async (_, context, message) => {
    const { request, signals } = hanging();
    const limited = deadline({ timeouts: upstreamTimeouts({ requestMs: 50, alertMs: 20 }) })(request);
    await expect(limited(upstreamRequest({ context }))).rejects.toMatchObject({
      kind: 'timeout',
      path: '/query',
      message: expect.stringContaining(message) as unknown,
    });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('speaks of connections only where several requests waited', async () => {
    const limited = deadline({ timeouts: upstreamTimeouts({ requestMs: 20, alertMs: 20 }) })(hanging().request);
    await expect(limited(upstreamRequest())).rejects.not.toThrow('httpMaxConnsPerHost');
    const both = [limited(upstreamRequest()), limited(upstreamRequest())];
    await expect(both[0]).rejects.toThrow('set httpMaxConnsPerHost to 1');
    // It waited for the other's connection as well, until that one gave up.
    await expect(both[1]).rejects.toThrow('set httpMaxConnsPerHost to 1');
  });

  it("takes the setting where it is shorter than the alert's share", async () => {
    const limited = deadline({ timeouts: upstreamTimeouts({ requestMs: 10, alertMs: 5000 }) })(hanging().request);
    await expect(limited(upstreamRequest({ context: { fromAlert: true } }))).rejects.toThrow(
      'timeout of the data source settings',
    );
  });

  it('ends at once when the caller goes away', async () => {
    const { request, signals } = hanging();
    const limited = deadline({ timeouts: upstreamTimeouts({}) })(request);
    const caller = new AbortController();
    const answer = limited(upstreamRequest({ context: { signal: caller.signal } }));
    caller.abort();
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('does not ask for a caller who has already gone', async () => {
    const { request, signals } = hanging();
    const limited = deadline({ timeouts: upstreamTimeouts({}) })(request);
    await expect(limited(upstreamRequest({ context: { signal: AbortSignal.abort() } }))).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(signals).toEqual([]);
  });

  describe('in a process that stood still', () => {
    const stoodStillMs = 33_000;

    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'queueMicrotask'] });
    });

    afterEach(() => {
      jest.useRealTimers();
      jest.restoreAllMocks();
    });

    /** Asks, and lets the timer of the deadline come too late. */
    function ask() {
      const { promise, resolve } = Promise.withResolvers<UpstreamResponse>();
      const asked = deadline({ timeouts: upstreamTimeouts({ requestMs: 5000 }) })(() => promise)(upstreamRequest());
      const wokenMs = performance.now() + stoodStillMs;
      jest.spyOn(performance, 'now').mockReturnValue(wokenMs);
      jest.advanceTimersByTime(5000);
      return { asked, answer: resolve, wokenMs };
    }

    it('takes an answer that came meanwhile, and leaves time to decode it', async () => {
      const { asked, answer, wokenMs } = ask();
      answer(upstreamResponse());
      expect((await asked).deadline?.endMs).toBe(wokenMs + 1000);
    });

    it('waits no longer than a second for one', async () => {
      const { asked } = ask();
      jest.advanceTimersByTime(1000);
      await expect(asked).rejects.toMatchObject({ kind: 'timeout' });
    });
  });

  it('tells those below how much time there is', async () => {
    let endEpochMs = 0;
    const limited = deadline({ timeouts: upstreamTimeouts({ requestMs: 5000 }) })(({ context }) => {
      endEpochMs = context.deadlineEpochMs ?? 0;
      return Promise.reject(new Error('enough'));
    });
    const before = Date.now();
    await expect(limited(upstreamRequest())).rejects.toThrow('enough');
    expect(endEpochMs).toBeGreaterThanOrEqual(before + 5000);
    expect(endEpochMs).toBeLessThanOrEqual(Date.now() + 5000);
  });
});
