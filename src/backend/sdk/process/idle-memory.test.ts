import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { releaseIdleMemory } from './idle-memory.ts';

const mebibyte = 1024 * 1024;

describe('releaseIdleMemory', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('waits until the process has nothing to do', async () => {
    const watched = watch();
    watched.heapBytes = 100 * mebibyte;
    watched.cpuMs = 900;
    await jest.advanceTimersByTimeAsync(1000);
    expect(watched.collections).toBe(0);
    watched.cpuMs += 1;
    await jest.advanceTimersByTimeAsync(1000);
    expect(watched.collections).toBe(1);
  });

  it('leaves little alone', async () => {
    const watched = watch();
    watched.heapBytes += 15 * mebibyte;
    await jest.advanceTimersByTimeAsync(5000);
    expect(watched.collections).toBe(0);
  });

  it('does so once for each burst, whatever stays', async () => {
    const watched = watch();
    watched.heapBytes = 100 * mebibyte;
    await jest.advanceTimersByTimeAsync(5000);
    expect(watched.collections).toBe(1);
    watched.heapBytes = 120 * mebibyte;
    await jest.advanceTimersByTimeAsync(5000);
    expect(watched.collections).toBe(2);
  });
});

interface Watched {
  cpuMs: number;
  heapBytes: number;
  collections: number;
}

function watch(): Watched {
  const watched: Watched = { cpuMs: 0, heapBytes: 10 * mebibyte, collections: 0 };
  releaseIdleMemory({
    intervalMs: 1000,
    usedCpuMs: () => watched.cpuMs,
    heapBytes: () => watched.heapBytes,
    collect: () => {
      watched.collections += 1;
    },
  });
  return watched;
}
