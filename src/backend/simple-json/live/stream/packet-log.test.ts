import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamPacket } from '../../../sdk/api/stream.ts';
import { createMemoryBudget } from '../../../upstream/contract/memory-budget.ts';
import { PacketLog } from './packet-log.ts';

/** A quarter of what may wait. */
const quarter = 256 * 1024;

let memory: ReturnType<typeof createMemoryBudget>;
let log: PacketLog;
let stopped: AbortController;

beforeEach(() => {
  memory = createMemoryBudget({ maxBytes: 4 * quarter, patienceMs: 60_000 });
  log = new PacketLog((onDrop) => memory.of('a').keep(onDrop));
  stopped = new AbortController();
});

afterEach(() => {
  stopped.abort();
});

function packet(number: number): StreamPacket {
  return Buffer.alloc(quarter, number);
}

/** NaN at the end. */
async function numberOf(result: Promise<IteratorResult<StreamPacket, undefined>>): Promise<number> {
  return (await result).value?.[0] ?? NaN;
}

/** Takes part by asking for its first packet. */
function join(): { readonly next: () => Promise<number>; readonly leave: () => Promise<unknown> } {
  const packets = log.read(stopped.signal);
  let pending = packets.next();
  return {
    next: async () => {
      const number = await numberOf(pending);
      pending = packets.next();
      return number;
    },
    leave: () => packets.return(undefined),
  };
}

async function write(...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    await log.hasRoom();
    log.write(packet(number));
  }
}

async function take(reader: { readonly next: () => Promise<number> }, count: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < count) taken.push(await reader.next());
  return taken;
}

describe('PacketLog', () => {
  it('gives up what somebody has fetched already when its memory is needed, and nothing that nobody has', async () => {
    const [fast, slow] = [join(), join()];
    await write(1, 2, 3);
    expect([await fast.next(), await fast.next()]).toEqual([1, 2]);
    expect(await slow.next()).toBe(1);
    const share = memory.of('b').open(() => undefined);
    expect(share.take(4 * quarter)).toBeUndefined();
    await write(4);
    expect(await take(slow, 2)).toEqual([2, 4]);
    expect(await take(fast, 2)).toEqual([3, 4]);
    expect(log.missedCount).toBe(1);
  });

  it('gives each reader what is written from then on', async () => {
    const first = join();
    await write(1);
    const second = join();
    await write(2, 3);
    expect(await take(first, 3)).toEqual([1, 2, 3]);
    expect(await take(second, 2)).toEqual([2, 3]);
    expect(log.missedCount).toBe(0);
  });

  it('begins with what is told to come first, and misses nothing of what is written meanwhile', async () => {
    const packets = log.read(stopped.signal, () => [packet(1), packet(2)]);
    expect(await numberOf(packets.next())).toBe(1);
    await write(3);
    expect(await numberOf(packets.next())).toBe(2);
    expect(await numberOf(packets.next())).toBe(3);
  });

  it('keeps nothing without readers', async () => {
    await write(1, 2, 3, 4, 5, 6);
    const reader = join();
    await write(7);
    expect(await take(reader, 1)).toEqual([7]);
  });

  it('lets a slow reader miss the oldest, and nobody wait for it', async () => {
    const [fast, slow] = [join(), join()];
    const got: number[] = [];
    for (let number = 1; number <= 20; number++) {
      await write(number);
      got.push(await fast.next());
    }
    expect(got).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    // The first it had been given already; of the others it gets what fits into a megabyte.
    expect(await take(slow, 5)).toEqual([1, 17, 18, 19, 20]);
    expect(log.missedCount).toBe(15);
    await write(21);
    expect(await slow.next()).toBe(21);
  });

  it('makes the writer wait where nobody takes anything, until somebody does or goes', async () => {
    const reader = join();
    await write(1, 2, 3, 4, 5);
    const room = log.hasRoom();
    expect(room).toBeInstanceOf(Promise);
    expect(await take(reader, 2)).toEqual([1, 2]);
    await room;
    await write(6, 7);
    const again = log.hasRoom();
    expect(again).toBeInstanceOf(Promise);
    await reader.leave();
    await again;
    expect(log.readerCount).toBe(0);
    expect(log.hasRoom()).toBeUndefined();
  });

  it('ends for everybody with the signal', async () => {
    const reader = join();
    const waiting = reader.next();
    stopped.abort();
    expect(await waiting).toBeNaN();
    expect(log.readerCount).toBe(0);
  });
});
