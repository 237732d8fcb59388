import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { countRounds, workFor } from '../../../testing/support/event-loop.ts';
import { createMemoryBudget } from '../contract/memory-budget.ts';
import { type ResponseBody, streamBody } from '../contract/response-body.ts';
import type { PushedEvent } from '../contract/upstream-stream.ts';
import { EventReader, type ReadEventsOptions } from './read-events.ts';

function createReader(options: Partial<ReadEventsOptions> = {}): EventReader {
  const budget = createMemoryBudget().of('');
  return new EventReader({
    format: 'lines',
    maxEventBytes: 1_000_000,
    budget,
    idleMs: 60_000,
    eventMs: 60_000,
    ...options,
  });
}

function ignore(): Promise<void> {
  return Promise.resolve();
}

/** Never ends. */
function openBody(...pieces: readonly string[]): Readable {
  const body = new Readable({ read: () => undefined });
  for (const piece of pieces) body.push(piece);
  return body;
}

describe('EventReader', () => {
  it.each([
    ['silent', { idleMs: 30 }, []],
    ['unfinished', { eventMs: 30 }, ['[1]\n', '[2']],
  ])('leaves a connection that is %s', async (state, options, pieces) => {
    const body = openBody(...pieces);
    await expect(createReader(options).read(streamBody(body), ignore)).rejects.toMatchObject({ state });
    expect(body.destroyed).toBe(true);
  });

  it('does not take the time that its reader needs for silence', async () => {
    const events: PushedEvent[] = [];
    const reading = createReader({ idleMs: 30, eventMs: 30 }).read(
      streamBody(openBody('[1]\n[2]\n')),
      async (event) => {
        events.push(event);
        await new Promise((resolve) => setTimeout(resolve, 100));
      },
    );
    await expect(reading).rejects.toMatchObject({ state: 'silent' });
    expect(events).toHaveLength(2);
  });

  it('leaves an event for which there is no memory', async () => {
    const budget = createMemoryBudget({ maxBytesAlone: 512 * 1024 }).of('');
    const body = Readable.from([Buffer.alloc(200_000, ' '), Buffer.alloc(200_000, ' ')]);
    const reading = createReader({ budget }).read(streamBody(body), ignore);
    await expect(reading).rejects.toMatchObject({ name: 'BodyTooLargeError', limit: 'alone' });
  });

  it('gives the memory of an event back', async () => {
    const budget = createMemoryBudget({ maxBytesAlone: 1024 * 1024 }).of('');
    const line = Buffer.from(`"${'x'.repeat(99_997)}"\n`);
    const halves = [line.subarray(0, 99_000), line.subarray(99_000)];
    const body = Readable.from(Array.from({ length: 20 }, () => halves).flat());
    let count = 0;
    await createReader({ budget }).read(streamBody(body), async ({ data }) => {
      if (data.length === 99_999) count += 1;
      return Promise.resolve();
    });
    expect(count).toBe(20);
  });

  it('lets others go on between pieces that a socket brings in one round of the event loop', async () => {
    const counter = countRounds();
    const body: ResponseBody = {
      async read(onPiece) {
        for (let piece = 0; piece < 20; piece++) await onPiece(Buffer.from('[1]\n'));
      },
      toStream: () => Readable.from([]),
      destroy: () => undefined,
    };
    await createReader().read(body, () => {
      workFor(3);
      return Promise.resolve();
    });
    counter.stop();
    expect(counter.rounds).toBeGreaterThanOrEqual(4);
  });
});
