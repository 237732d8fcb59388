/**
 * A value for any moment, which is the same whatever range is asked: a panel that scrolls must not change its past.
 * The moment is in ms since the epoch; null is a gap.
 */
export type Signal = (epochMs: number) => number | null;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface WaveOptions {
  readonly mean: number;
  readonly amplitude: number;
  readonly periodMs: number;
  /** In periods: 0.25 makes a sine a cosine. */
  readonly phase: number;
}

export function wave({ mean, amplitude, periodMs, phase }: WaveOptions): Signal {
  return (epochMs) => rounded(mean + amplitude * Math.sin(2 * Math.PI * (epochMs / periodMs + phase)));
}

export interface WalkOptions {
  readonly seed: number;
  readonly min: number;
  readonly max: number;
}

/** Looks like a random walk: noise of twelve-hour waves down to one-minute ones, each half as strong as the one before. */
export function randomWalk({ seed, min, max }: WalkOptions): Signal {
  const periods = Array.from({ length: 9 }, (_, octave) => Math.max(minuteMs, (12 * hourMs) / 2 ** octave));
  return (epochMs) => {
    const sum = periods.reduce(
      (total, period, octave) => total + noise(seed + octave, epochMs / period) / 2 ** octave,
      0,
    );
    return rounded(min + ((max - min) * sum) / 2);
  };
}

/** The signal with a gap of `gapMs` at the end of every `periodMs`. */
export function withGaps(signal: Signal, periodMs: number, gapMs: number): Signal {
  return (epochMs) => (modulo(epochMs, periodMs) >= periodMs - gapMs ? null : signal(epochMs));
}

/** Between 0 and 1, smooth in `position`, decided by `seed`. */
function noise(seed: number, position: number): number {
  const left = Math.floor(position);
  const fraction = position - left;
  const eased = fraction * fraction * (3 - 2 * fraction);
  return hashed(seed, left) * (1 - eased) + hashed(seed, left + 1) * eased;
}

/** Between 0 and 1; a mixing function of the murmur family. */
function hashed(seed: number, index: number): number {
  let mixed = Math.imul(index ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
