import type { NewColumns } from './encode-packets.ts';
import type { Point } from './new-points.ts';

/** The longest time between the answer to a viewer's query and its subscription, in a slow browser. */
export const recentMs = 10_000;
/** Kept for one stream. */
const maxPoints = 50_000;

interface Push {
  readonly number: number;
  readonly atMs: number;
  readonly points: NewColumns;
  readonly count: number;
}

/** What a stream has pushed lately, for viewers whose first rows were requested before and who subscribe only now. */
export class RecentPushes {
  #pushes: Push[] = [];
  #number = 0;

  /** How many pushes there were since the stream began. */
  get number(): number {
    return this.#number;
  }

  add(points: NewColumns, nowMs: number): void {
    this.#number += 1;
    let count = 0;
    for (const { length } of points.values()) count += length;
    const kept: Push[] = [];
    let total = 0;
    for (const push of [...this.#pushes, { number: this.#number, atMs: nowMs, points, count }].reverse()) {
      total += push.count;
      if (total > maxPoints || nowMs - push.atMs >= recentMs) break;
      kept.unshift(push);
    }
    this.#pushes = kept;
  }

  copy(): RecentPushes {
    const copied = new RecentPushes();
    copied.#pushes = [...this.#pushes];
    copied.#number = this.#number;
    return copied;
  }

  /** The points of all pushes after the one with that number. */
  since(number: number): NewColumns {
    const found = new Map<string, Point[]>();
    for (const push of this.#pushes) {
      if (push.number <= number) continue;
      for (const [key, points] of push.points) found.set(key, [...(found.get(key) ?? []), ...points]);
    }
    return found;
  }
}
