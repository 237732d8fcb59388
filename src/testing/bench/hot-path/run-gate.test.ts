import { describe, expect, it } from '@jest/globals';
import type { Contest } from './measure-ratio.ts';
import { runGate } from './run-gate.ts';

/** Work that takes the time it is told to, on a clock of its own. */
function stage(): { cpuMs: () => number; taking: (nextMs: () => number) => () => void } {
  let now = 0;
  return {
    cpuMs: () => now,
    taking: (nextMs) => () => {
      now += nextMs();
    },
  };
}

function gate(oursMs: () => number, limit: number): ReturnType<typeof runGate> {
  const { cpuMs, taking } = stage();
  const contest: Contest = { name: 'a', limit, ours: taking(oursMs), baseline: taking(() => 2) };
  return runGate([contest], { rounds: 5, turnMs: 10, cpuMs });
}

describe('runGate', () => {
  it('measures once what stays below its limit', () => {
    expect(gate(() => 3, 2)).toEqual([{ name: 'a', limit: 2, ratio: 1.5, attempts: 1 }]);
  });

  it('measures what is above its limit again and again before it says so', () => {
    expect(gate(() => 5, 2)).toEqual([{ name: 'a', limit: 2, ratio: 2.5, attempts: 4 }]);
  });

  it('forgets noise', () => {
    let calls = 0;
    const [result] = gate(() => (calls++ < 40 ? 9 : 3), 2);
    expect(result).toMatchObject({ ratio: 1.5 });
    expect(result?.attempts).toBeGreaterThan(1);
  });

  it('does not mind single turns that are far too slow', () => {
    let calls = 0;
    expect(gate(() => (calls++ % 20 === 19 ? 12 : 3), 2.5)).toMatchObject([{ attempts: 1 }]);
  });

  it('sees on this machine that four times the work takes longer', () => {
    const work = (size: number) => (): number => {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += Math.sqrt(i);
      return sum;
    };
    const cpuMs = (): number => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    };
    const contests = [1, 4].map((factor) => {
      return { name: `${factor}`, limit: 100, ours: work(10_000 * factor), baseline: work(10_000) };
    });
    const [same, slower] = runGate(contests, { rounds: 5, turnMs: 20, cpuMs });
    expect(same?.ratio).toBeLessThan(2);
    expect(slower?.ratio).toBeGreaterThan(2);
  });
});
