import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { upstreamRequest, upstreamResponse } from '../../../testing/support/upstream-builders.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';
import { UpstreamError, type UpstreamErrorOptions } from '../contract/upstream-error.ts';
import { retry } from './retry.ts';

function failure(options: Partial<UpstreamErrorOptions>): UpstreamError {
  return new UpstreamError('failed', { kind: 'status', method: 'POST', path: '/query', ...options });
}

/** Fails so many times, then answers. */
function failing(times: number, error: Error): { readonly request: UpstreamClient['request']; tries: number } {
  const server = {
    tries: 0,
    request: () => {
      server.tries += 1;
      return server.tries <= times ? Promise.reject(error) : Promise.resolve(upstreamResponse());
    },
  };
  return server;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('retry', () => {
  it.each<Partial<UpstreamErrorOptions>>([
    { kind: 'connect' },
    { kind: 'reset' },
    { kind: 'dns' },
    { kind: 'status', status: 408 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 504 },
  ])('tries again after %j, and counts it', async (options) => {
    const server = failing(1, failure(options));
    jest.spyOn(performance, 'now').mockReturnValueOnce(1000).mockReturnValue(1070);
    const response = await retry({ retries: 2 })(server.request)(upstreamRequest());
    expect(response.facts).toMatchObject({ retries: 1, latencyMs: 70 });
  });

  it.each<Partial<UpstreamErrorOptions>>([
    { kind: 'status', status: 400 },
    { kind: 'status', status: 401 },
    { kind: 'status', status: 500 },
    { kind: 'tls' },
    { kind: 'timeout' },
    { kind: 'cancelled' },
    { kind: 'too-large' },
    { kind: 'redirect' },
    { kind: 'protocol' },
    { kind: 'proxy' },
  ])('does not try again after %j', async (options) => {
    const server = failing(9, failure(options));
    await expect(retry({ retries: 2 })(server.request)(upstreamRequest())).rejects.toThrow('failed');
    expect(server.tries).toBe(1);
  });

  it('gives up after the last try, with its error', async () => {
    const server = failing(9, failure({ kind: 'reset' }));
    await expect(retry({ retries: 1 })(server.request)(upstreamRequest())).rejects.toMatchObject({
      kind: 'reset',
    });
    expect(server.tries).toBe(2);
  });

  it('waits as long as the server asks', async () => {
    const server = failing(1, failure({ status: 429, retryAfterMs: 200 }));
    const order: string[] = [];
    // Timers of one process end in their order, however busy the machine is.
    const asked = sleep(200).then(() => order.push('the time it asks for'));
    const answered = retry({ retries: 2 })(server.request)(upstreamRequest()).then(() => order.push('the answer'));
    await Promise.all([asked, answered]);
    expect(order).toEqual(['the time it asks for', 'the answer']);
  });

  it('tells the error at once when the wait would outlast the deadline', async () => {
    const server = failing(1, failure({ status: 503, retryAfterMs: 60_000 }));
    const context = { deadlineEpochMs: Date.now() + 5000 };
    await expect(retry({ retries: 2 })(server.request)(upstreamRequest({ context }))).rejects.toMatchObject({
      status: 503,
    });
    expect(server.tries).toBe(1);
  });

  it('stops waiting when the caller goes away', async () => {
    const server = failing(1, failure({ status: 503, retryAfterMs: 60_000 }));
    const caller = new AbortController();
    const answer = retry({ retries: 2 })(server.request)(upstreamRequest({ context: { signal: caller.signal } }));
    caller.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
  });
});
