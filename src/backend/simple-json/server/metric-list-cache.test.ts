import { beforeEach, describe, expect, it } from '@jest/globals';
import { MetricListCache, type MetricListAnswer } from './metric-list-cache.ts';

let nowMs: number;
let asked: number;
let cache: MetricListCache;

beforeEach(() => {
  nowMs = 1000;
  asked = 0;
  cache = new MetricListCache(() => nowMs);
});

function ask(key: string | undefined, answer: Partial<MetricListAnswer> = {}): Promise<unknown> {
  return cache.get(key, () => {
    asked += 1;
    return Promise.resolve({ options: [{ text: key ?? '', value: asked }], headers: {}, ...answer });
  });
}

function list(length: number): Partial<MetricListAnswer> {
  return { options: Array.from({ length }, (_, i) => ({ text: `m${i}`, value: i })) };
}

describe('MetricListCache', () => {
  it('answers the same question for five seconds without asking', async () => {
    const first = await ask('a');
    nowMs += 4999;
    expect(await ask('a')).toBe(first);
    nowMs += 1;
    expect(await ask('a')).not.toBe(first);
    expect(asked).toBe(2);
  });

  it('asks for another question, and for one without a key every time', async () => {
    await ask('a');
    await ask('b');
    await ask(undefined);
    await ask(undefined);
    expect(asked).toBe(4);
  });

  it.each(['no-store', 'no-cache', 'max-age=0'])('keeps nothing against Cache-Control: %s', async (value) => {
    await ask('a', { headers: { 'cache-control': value } });
    await ask('a');
    expect(asked).toBe(2);
  });

  it('keeps no failure', async () => {
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await ask('a')).toEqual([{ text: 'a', value: 1 }]);
  });

  it('lets the oldest lists go when all are long, but keeps one of any length', async () => {
    await ask('old', list(60_000));
    await ask('new', list(60_000));
    await ask('new');
    expect(asked).toBe(2);
    await ask('old', list(200_000));
    await ask('old');
    expect(asked).toBe(3);
    await ask('new');
    expect(asked).toBe(4);
  });
});
