const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const intervalsMs = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * secondMs),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * minuteMs),
  ...[1, 2, 3, 6, 12].map((n) => n * hourMs),
  ...[1, 7, 30, 365].map((n) => n * dayMs),
];

/** The least round interval that keeps a range within so many points, as a panel would ask with; never under a second. */
export function roundInterval(rangeMs: number, maxDataPoints: number): number {
  const least = Math.max(secondMs, rangeMs / maxDataPoints);
  return intervalsMs.find((candidate) => candidate >= least) ?? Math.ceil(least);
}
