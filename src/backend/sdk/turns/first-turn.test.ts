import { expect, it } from '@jest/globals';
import { beginCall, beginTurn } from './first-turn.ts';

const { signal } = new AbortController();

it('begins some of many calls in each round of the event loop, and what is no such call before them', async () => {
  const began: string[] = [];
  const calls = Array.from({ length: 200 }, async (_, i) => {
    await beginCall(signal, () => began.push(`call ${String(i)}`));
  });
  const atOnce = began.length;
  expect(atOnce).toBeGreaterThan(0);
  expect(atOnce).toBeLessThan(100);
  const query = beginTurn(() => began.push('query'));
  await query;
  expect(began.indexOf('query')).toBe(atOnce);
  expect(began.length).toBeLessThan(3 * atOnce);
  await Promise.all(calls);
  expect(began.filter((one) => one !== 'query')).toEqual(calls.map((_, i) => `call ${String(i)}`));
});

it('does not begin calls that nobody waits for any more', async () => {
  const gone = new AbortController();
  const began: number[] = [];
  const calls = Array.from({ length: 100 }, async (_, i) => {
    await beginCall(gone.signal, () => began.push(i));
  });
  gone.abort(new Error('gone'));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(began.length);
  expect(began.length).toBeLessThan(100);
});
