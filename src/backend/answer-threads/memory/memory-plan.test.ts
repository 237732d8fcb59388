import { describe, expect, it } from '@jest/globals';
import { planMemory } from './memory-plan.ts';

const mebibyte = 1024 * 1024;

describe('planMemory', () => {
  it.each([
    [64, 1],
    [128, 4],
    [192, 4],
    [256, 4],
    [512, 16],
    [1024, 2],
    [64 * 1024, 64],
  ])('gives out no more than there is of %i MiB on %i processors', (mebibytes, processors) => {
    const plan = planMemory({ memoryBytes: mebibytes * mebibyte, processors });
    expect(plan.threads).toBeGreaterThanOrEqual(1);
    expect(plan.threads).toBeLessThanOrEqual(Math.min(4, processors));
    expect(plan.maxThreads).toBeGreaterThanOrEqual(plan.threads);
    const least = 40 * mebibyte;
    expect(plan.answerBytes + plan.workerHeapBytes).toBeLessThanOrEqual(Math.max(least, mebibytes * mebibyte));
  });

  it('reads one large answer where there is room, and several where there is much', () => {
    const million = 2 * 24_000_000;
    const plans = [128, 192, 256, 512].map((mebibytes) =>
      planMemory({ memoryBytes: mebibytes * mebibyte, processors: 2 }),
    );
    expect(plans.map(({ answerBytes }) => Math.floor(answerBytes / million))).toEqual([0, 1, 2, 5]);
  });

  it('has no more threads than the system allows', () => {
    const plan = planMemory({ memoryBytes: 8192 * mebibyte, processors: 4, allowedThreads: 1 });
    expect(plan).toMatchObject({ threads: 1, maxThreads: 1 });
  });
});
