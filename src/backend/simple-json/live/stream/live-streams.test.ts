import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryBudget } from '../../../upstream/contract/memory-budget.ts';
import { silentLogger } from '../../../sdk/log/logger.ts';
import type { LiveStreamOptions } from './live-stream.ts';
import { LiveStreams } from './live-streams.ts';

let streams: LiveStreams;
/** The channels whose streams were opened, in their order. */
let opened: string[];
let runs: Run[];

beforeEach(() => {
  const memory = createMemoryBudget();
  streams = new LiveStreams(1, {
    meter: { streaming: () => undefined },
    keep: (onDrop) => memory.of('a').keep(onDrop),
  });
  opened = [];
  runs = [];
});

afterEach(async () => {
  await Promise.all(runs.map((run) => run.end()));
});

interface Run {
  /** Cancels it, and resolves when nothing is left of it. */
  readonly end: () => Promise<void>;
}

function run(path: string): Run {
  const cancelled = new AbortController();
  const open = (): LiveStreamOptions => {
    opened.push(path);
    return {
      fetch: () => new Promise(() => undefined),
      pollMs: 60_000,
      firstPauseMs: 60_000,
      needsAnswer: () => false,
      logger: silentLogger,
    };
  };
  const packets = streams.run(path, { open, missed: () => [] }, cancelled.signal);
  const ended = packets.next();
  const one = {
    end: async () => {
      cancelled.abort();
      await ended;
    },
  };
  runs.push(one);
  return one;
}

function fail(): never {
  throw new Error('cannot be opened');
}

/** Promises that nothing else holds up are done by then. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('LiveStreams', () => {
  it('gives a free place to the channel that waits longest, with all its runs', async () => {
    const [first] = [run('a'), run('b'), run('c'), run('b')];
    await turn();
    expect(opened).toEqual(['a']);
    await first.end();
    await turn();
    expect([opened, streams.has('b'), streams.size]).toEqual([['a', 'b'], true, 1]);
  });

  it('passes a place on that somebody no longer wants', async () => {
    const [first, second] = [run('a'), run('b'), run('c')];
    await turn();
    await Promise.all([first.end(), second.end()]);
    await turn();
    expect(opened).toEqual(['a', 'c']);
  });

  it('passes a place on where the stream of the next channel cannot be opened', async () => {
    const first = run('a');
    const failing = streams.run('b', { open: fail, missed: () => [] }, new AbortController().signal).next();
    run('c');
    await Promise.all([first.end(), expect(failing).rejects.toThrow('cannot be opened')]);
    await turn();
    expect(opened).toEqual(['a', 'c']);
  });

  it('opens none for thousands that go one after the other', async () => {
    const first = run('a');
    const others = Array.from({ length: 5000 }, (_, i) => run(`b${i}`));
    await turn();
    for (const other of others) await other.end();
    expect(opened).toEqual(['a']);
    await first.end();
    expect(streams.size).toBe(0);
  });

  it('comes to an end when all of thousands go, whoever gets a place in between', async () => {
    const all = Array.from({ length: 5000 }, (_, i) => run(`b${i}`));
    await turn();
    for (const one of all) {
      await one.end();
      await turn();
    }
    expect([opened.length, streams.size]).toEqual([5000, 0]);
  });
});
