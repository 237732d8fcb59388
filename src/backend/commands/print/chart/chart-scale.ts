import { isoTime } from '../cell-text.ts';

export interface ValueScale {
  readonly min: number;
  readonly max: number;
  /** Round numbers from min to max. */
  readonly ticks: readonly number[];
}

/** From the highest round number below the values to the lowest above, with at most `mostTicks` in between. */
export function valueScale(lowest: number, highest: number, mostTicks: number): ValueScale {
  const [low, high] = lowest === highest ? widened(lowest) : [lowest, highest];
  const step = roundStep((high - low) / Math.max(1, mostTicks - 1));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(15)));
  return { min: ticks[0] ?? low, max: ticks.at(-1) ?? high, ticks };
}

function widened(value: number): [number, number] {
  const margin = value === 0 ? 1 : Math.abs(value) / 10;
  return [value - margin, value + margin];
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

export interface TimeTick {
  readonly epochMs: number;
  readonly label: string;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const stepsMs = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minuteMs),
  ...[1, 2, 3, 6, 12].map((n) => n * hourMs),
  ...[1, 2, 7, 14, 28, 91, 182, 365].map((n) => n * dayMs),
];

/** Round times in the range, at most `mostTicks`, in UTC. */
export function timeTicks(fromEpochMs: number, toEpochMs: number, mostTicks: number): readonly TimeTick[] {
  const least = (toEpochMs - fromEpochMs) / Math.max(1, mostTicks);
  const stepMs = stepsMs.find((candidate) => candidate >= least) ?? Math.ceil(least / (365 * dayMs)) * 365 * dayMs;
  const first = Math.ceil(fromEpochMs / stepMs);
  const length = Math.max(0, Math.floor(toEpochMs / stepMs) - first + 1);
  const format = tickFormat(stepMs, toEpochMs - fromEpochMs);
  return Array.from({ length }, (_, i) => (first + i) * stepMs).map((epochMs) => ({ epochMs, label: format(epochMs) }));
}

function tickFormat(stepMs: number, rangeMs: number): (epochMs: number) => string {
  if (stepMs >= dayMs) return (epochMs) => isoTime(epochMs).slice(0, 10);
  if (rangeMs > dayMs) return (epochMs) => isoTime(epochMs).slice(5, 16).replace('T', ' ');
  if (stepMs >= minuteMs) return (epochMs) => isoTime(epochMs).slice(11, 16);
  if (stepMs >= secondMs) return (epochMs) => isoTime(epochMs).slice(11, 19);
  return (epochMs) => new Date(epochMs).toISOString().slice(14, 23);
}
