import { median } from '../statistics.ts';

/** A piece of our work and a piece of the engine's own that is about as much. */
export interface Contest {
  readonly name: string;
  /** How often it may take what the baseline takes. */
  readonly limit: number;
  readonly ours: () => unknown;
  readonly baseline: () => unknown;
}

export interface RatioOptions {
  /** Pairs of turns of which the median is taken. */
  readonly rounds: number;
  /** How long a turn lasts, at least. */
  readonly turnMs: number;
  /** The CPU time of this thread so far, in ms. */
  readonly cpuMs: () => number;
}

/**
 * How often our work takes the CPU time of the baseline: the median of the ratios of turns taken one right after the other, so
 * that whatever slows the machine down slows both.
 */
export function measureRatio({ ours, baseline }: Contest, { rounds, turnMs, cpuMs }: RatioOptions): number {
  const times = [ours, baseline].map((work) => timesFor(work, { turnMs, cpuMs }));
  const ratios = Array.from({ length: rounds }, () => {
    const [our = NaN, its = NaN] = [ours, baseline].map((work, i) => turn(work, times[i] ?? 1, cpuMs));
    return our / its;
  });
  return median(ratios);
}

/** How many times fit in a turn, once a just-in-time compiler has seen enough. */
function timesFor(work: () => unknown, { turnMs, cpuMs }: Omit<RatioOptions, 'rounds'>): number {
  turn(work, 1, cpuMs);
  let times = 1;
  while (turn(work, times, cpuMs) * times < turnMs) times *= 2;
  return times;
}

/** The CPU time in ms of doing it once, as a mean. */
function turn(work: () => unknown, times: number, cpuMs: () => number): number {
  const start = cpuMs();
  for (let i = 0; i < times; i++) work();
  return (cpuMs() - start) / times;
}
