/** Upper bounds in seconds: from what a cache answers in to what nobody waits for. */
export const secondsBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/** How many of what was measured fall between the bounds, the last above all of them. */
export class Histogram {
  readonly counts: number[] = Array.from({ length: secondsBounds.length + 1 }, () => 0);
  sum = 0;

  observe(seconds: number): void {
    const index = secondsBounds.findIndex((bound) => seconds <= bound);
    const place = index === -1 ? secondsBounds.length : index;
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    this.sum += seconds;
  }
}
