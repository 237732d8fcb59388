import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createMemoryBudget } from './memory-budget.ts';
import { readBody } from './read-body.ts';
import { streamBody } from './response-body.ts';

const limits = () => ({ maxBytes: 100, budget: createMemoryBudget(100) });

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
});
