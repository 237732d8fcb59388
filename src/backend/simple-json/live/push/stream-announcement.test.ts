import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../sdk/log/logger.ts';
import { StreamAnnouncement } from './stream-announcement.ts';

const root = { headers: { 'x-simple-json-stream': '/stream' } };

describe('StreamAnnouncement', () => {
  it('answers the other channels when the channel that asked first goes away', async () => {
    const announcement = new StreamAnnouncement();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = announcement.ask(() => untilAborted(first.signal), silentLogger, first.signal);
    const answer = Promise.withResolvers<typeof root>();
    const stays = announcement.ask(() => answer.promise, silentLogger, second.signal);
    first.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    answer.resolve(root);
    expect(await stays).toEqual({ path: '/stream' });
    expect(await announcement.ask(unasked, silentLogger, second.signal)).toEqual({ path: '/stream' });
  });

  it('remembers a failure for some seconds, an answer for some minutes', async () => {
    let nowMs = 0;
    const announcement = new StreamAnnouncement(() => nowMs);
    const { signal } = new AbortController();
    const fail = (): Promise<never> => Promise.reject(new Error('no connection'));
    expect(await announcement.ask(fail, silentLogger, signal)).toBe('unknown');
    nowMs += 4000;
    expect(await announcement.ask(unasked, silentLogger, signal)).toBe('unknown');
    nowMs += 2000;
    expect(await announcement.ask(() => Promise.resolve(root), silentLogger, signal)).toEqual({ path: '/stream' });
    nowMs += 60_000;
    expect(await announcement.ask(unasked, silentLogger, signal)).toEqual({ path: '/stream' });
    nowMs += 600_000;
    expect(await announcement.ask(() => Promise.resolve({ headers: {} }), silentLogger, signal)).toBe('nothing');
  });
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

function unasked(): never {
  throw new Error('expected no question');
}
