import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createMemoryBudget } from '../contract/memory-budget.ts';
import { readBody } from './read-body.ts';
import { streamBody } from '../contract/response-body.ts';

const limits = () => ({ maxBytes: 100, budget: createMemoryBudget().of('a') });

describe('readBody', () => {
  it('gives the memory of pieces back that have a buffer of their own', async () => {
    const piece = Uint8Array.from([1, 2, 3]);
    expect([...(await readBody(streamBody(Readable.from([piece])), limits()))]).toEqual([1, 2, 3]);
    expect(piece.buffer.detached).toBe(true);
  });

  it('leaves a buffer alone of which a piece is only a part', async () => {
    const whole = Uint8Array.from([1, 2, 3, 4]);
    const pieces = [whole.subarray(0, 2), whole.subarray(2)];
    expect([...(await readBody(streamBody(Readable.from(pieces)), limits()))]).toEqual([1, 2, 3, 4]);
    expect([...whole]).toEqual([1, 2, 3, 4]);
  });

  it('takes a body of exactly as many bytes as are allowed, and no more', async () => {
    const bytes = (size: number) => streamBody(Readable.from([Buffer.alloc(size - 1), Buffer.alloc(1)]));
    await expect(readBody(bytes(100), limits())).resolves.toHaveLength(100);
    await expect(readBody(bytes(101), limits())).rejects.toMatchObject({ name: 'BodyTooLargeError', limit: 'body' });
  });

  it('lets the server wait while there is no room, and reads on when there is', async () => {
    const budget = createMemoryBudget({ maxBytes: 2 ** 20, patienceMs: 60_000 });
    const other = budget.of('other').open(() => undefined);
    void other.take(2 ** 20);
    const pulled: number[] = [];
    const pieces = function* (): Generator<Buffer> {
      for (let i = 0; i < 3; i++) {
        pulled.push(i);
        yield Buffer.alloc(100);
      }
    };
    const body = streamBody(Readable.from(pieces(), { highWaterMark: 1 }));
    const reading = readBody(body, { maxBytes: 1000, budget: budget.of('one') });
    await setImmediate();
    expect(pulled.length).toBeLessThan(3);
    other.release();
    await expect(reading).resolves.toHaveLength(300);
  });

  it('asks for room for all that is announced before it reads anything', async () => {
    const budget = createMemoryBudget({ maxBytes: 2 ** 20, maxBytesAlone: 2 ** 20 }).of('one');
    const body = streamBody(Readable.from([Buffer.alloc(1)]));
    const options = { maxBytes: 2 ** 20, budget, announcedBytes: 2 ** 20 };
    await expect(readBody(body, options)).rejects.toMatchObject({ name: 'BodyTooLargeError', limit: 'alone' });
  });

  it('stops when its data source has to give up memory', async () => {
    const budget = createMemoryBudget({ maxBytes: 2 ** 20, patienceMs: 0 });
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024);
      })(),
    );
    const other = budget.of('other').open(() => undefined);
    void other.take(200_000);
    const reading = readBody(streamBody(endless), { maxBytes: 2 ** 30, budget: budget.of('one') });
    await expect(reading).rejects.toMatchObject({ name: 'BodyTooLargeError', limit: 'others' });
    expect(other.take(2 ** 20 - 200_000)).toBeUndefined();
  });
});
