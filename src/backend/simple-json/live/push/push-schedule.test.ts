import { describe, expect, it } from '@jest/globals';
import { UpstreamError, type UpstreamErrorOptions } from '../../../upstream/contract/upstream-error.ts';
import { PushSchedule, type PushEnd } from './push-schedule.ts';

const minuteMs = 60_000;

function schedule(random = 0.999_999): PushSchedule {
  return new PushSchedule(() => random);
}

function failed(options: Partial<UpstreamErrorOptions>): PushEnd {
  const error = new UpstreamError('it failed', { kind: 'reset', method: 'POST', path: '/stream', ...options });
  return { kind: 'failed', error };
}

describe('PushSchedule', () => {
  it('opens a stream soon where a good connection has ended, and at once where one was silent', () => {
    const pauses = schedule(0.5);
    expect(pauses.pauseAfter({ kind: 'ended', livedMs: minuteMs })).toBe(1000);
    expect(pauses.pauseAfter({ kind: 'ended', livedMs: minuteMs }, 5000)).toBe(5000);
    expect(pauses.pauseAfter({ kind: 'silent', livedMs: minuteMs })).toBe(0);
  });

  it.each([
    ['connections that fail', failed({})],
    ['connections that are closed at once', { kind: 'ended', livedMs: 5 }],
    ['servers that cannot be asked', { kind: 'unknown' }],
    ['statuses that pass', failed({ kind: 'status', status: 503 })],
    ['errors in a stream', { kind: 'failed', error: new Error('no disk') }],
  ] as readonly (readonly [string, PushEnd])[])('doubles the pause after %s, up to half a minute', (_name, end) => {
    const pauses = schedule();
    const taken = Array.from({ length: 7 }, () => Math.round(pauses.pauseAfter(end)));
    expect(taken).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    pauses.pauseAfter({ kind: 'ended', livedMs: minuteMs });
    expect(Math.round(pauses.pauseAfter(end))).toBe(1000);
  });

  it('is never sooner than the server wants, and differs from stream to stream', () => {
    expect(schedule(0).pauseAfter(failed({}), 7000)).toBe(7000);
    expect(schedule(0).pauseAfter(failed({ kind: 'status', status: 503, retryAfterMs: 9000 }))).toBe(9000);
    expect(schedule(0).pauseAfter(failed({}))).toBe(500);
    expect(schedule(0).pauseAfter({ kind: 'ended', livedMs: minuteMs }, 0)).toBeGreaterThan(50);
  });

  it.each([
    ['no announcement', { kind: 'unannounced' }],
    ['404', failed({ kind: 'status', status: 404 })],
    ['500', failed({ kind: 'status', status: 500 })],
    ['a page', failed({ kind: 'protocol' })],
    ['a redirect to elsewhere', failed({ kind: 'redirect' })],
    ['an event that is too large', failed({ kind: 'too-large' })],
  ] as readonly (readonly [string, PushEnd])[])('asks again after minutes where there is %s', (_name, end) => {
    expect(schedule(0.5).pauseAfter(end)).toBe(5 * minuteMs);
  });
});
