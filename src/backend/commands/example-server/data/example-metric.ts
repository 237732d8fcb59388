import { exampleHosts } from './example-hosts.ts';
import { randomWalk, type Signal, wave, withGaps } from './signal.ts';

/** What a query target names. */
export interface ExampleMetric {
  readonly name: string;
  readonly unit?: string;
  readonly series: readonly ExampleSource[];
}

/** One series of a metric. */
export interface ExampleSource {
  readonly tags: Readonly<Record<string, string>>;
  readonly valueAt: Signal;
}

/** Targets that are not signals: an untimed table, and an answer that is always an HTTP 500. */
export const inventoryTarget = 'inventory';
export const failingTarget = 'failing';
/** Answers as `sine`, but late. */
export const slowTarget = 'slow';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const sine = wave({ mean: 0, amplitude: 1, periodMs: hourMs, phase: 0 });
const walk = randomWalk({ seed: 7, min: 0, max: 100 });

const metrics: readonly ExampleMetric[] = [
  single('sine', sine),
  single('cosine', wave({ mean: 0, amplitude: 1, periodMs: hourMs, phase: 0.25 })),
  single('random walk', walk),
  {
    name: 'cpu load',
    unit: 'percent',
    series: exampleHosts.map(({ host, region }, i) => ({
      tags: { host, region },
      valueAt: randomWalk({ seed: 100 * (i + 1), min: 5 + 5 * i, max: 80 + 5 * i }),
    })),
  },
  single('with gaps', withGaps(walk, hourMs, 12 * minuteMs)),
  single('constant 42', () => 42),
  {
    name: 'requests by host',
    unit: 'reqps',
    series: exampleHosts.map(({ host, region }, i) => ({
      tags: { host, region },
      valueAt: wave({ mean: 120 - 20 * i, amplitude: 40, periodMs: 24 * hourMs, phase: i / 8 }),
    })),
  },
  single(slowTarget, sine),
];

/** Every target, as the picker shows them. */
export const targetNames: readonly string[] = [...metrics.map(({ name }) => name), inventoryTarget, failingTarget];

/** The metric of that name; `constant` takes any number. */
export function findMetric(name: string): ExampleMetric | undefined {
  const constant = /^constant (-?\d{1,15}(?:\.\d{1,15})?)$/.exec(name)?.[1];
  if (constant !== undefined) return single(name, () => Number(constant));
  return metrics.find((metric) => metric.name === name);
}

function single(name: string, valueAt: Signal): ExampleMetric {
  return { name, series: [{ tags: {}, valueAt }] };
}
