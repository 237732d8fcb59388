import { isNull } from '../../sdk/dataframe/field.ts';
import type { Series } from '../frames/series.ts';

export interface Point {
  /** Whole ms. */
  readonly epochMs: number;
  readonly value: PointValue;
}

export type PointValue = number | bigint | null;

interface SeenSeries {
  /** Points up to this time count as seen. */
  floorMs: number;
  /** The time of the last point, or the floor. */
  lastMs: number;
  /** The seen points later than the floor, by their time. */
  readonly values: Map<number, PointValue>;
  /** The newest point, which is held back until there is a newer one. */
  held: Point | undefined;
}

interface ShownLimits {
  /** The floor of a series that has not begun. */
  readonly beginMs: number;
  /** The times of points that have been taken, but not pushed yet. */
  readonly pending: ReadonlySet<number>;
}

/**
 * How many seen points are remembered, of one series and of all together. A series with more of them forgets the older half, by raising its floor.
 */
const maxRemembered = { ofOne: 4096, ofAll: 65_536 };

/** Of an answer with more points only the newest are looked at: a server may send all it has, whatever range it is asked for. */
const maxPointsOfAnswer = { ofOne: 16_384, ofAll: 262_144 };

/**
 * Finds the points of a series that viewers do not have yet, in whatever order they come, if they are late by no more than `keepMs`. When a server is
 * seen to change a point that it has sent before (the newest bucket fills up), each newest point is held back from then on until there is a newer one.
 */
export class NewPoints {
  readonly #keepMs: number;
  readonly #seen = new Map<string, SeenSeries>();
  #changesNewest = false;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Begins a series, or raises its floor: points up to `floorMs` count as seen. */
  begin(key: string, floorMs: number): void {
    const seen = this.#seen.get(key);
    if (seen === undefined) {
      this.#seen.set(key, { floorMs, lastMs: floorMs, values: new Map(), held: undefined });
      return;
    }
    seen.floorMs = Math.max(seen.floorMs, floorMs);
    seen.lastMs = Math.max(seen.lastMs, floorMs);
  }

  /** The same for every series that has begun. */
  raise(floorMs: number): void {
    for (const key of this.#seen.keys()) this.begin(key, floorMs);
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }

  /** How many of a series' points, from the first on, viewers have by now. */
  countShown(key: string, { time }: Pick<Series, 'time'>, { beginMs, pending }: ShownLimits): number {
    const { floorMs, values } = this.#seen.get(key) ?? { floorMs: beginMs, values: pending };
    for (let count = time.values.length; count > 0; count--) {
      const epochMs = Math.floor(time.values[count - 1] ?? NaN);
      if (epochMs <= floorMs || (values.has(epochMs) && !pending.has(epochMs))) return count;
    }
    return 0;
  }

  /** The time of the newest point of all series, and at most now. */
  newestMs(nowMs: number): number {
    let newestMs = -Infinity;
    for (const { lastMs } of this.#seen.values()) newestMs = Math.max(newestMs, lastMs);
    return Math.min(nowMs, newestMs);
  }

  /** A copy that changes independently. */
  copy(): NewPoints {
    const copied = new NewPoints(this.#keepMs);
    copied.#changesNewest = this.#changesNewest;
    for (const [key, seen] of this.#seen) copied.#seen.set(key, { ...seen, values: new Map(seen.values) });
    return copied;
  }

  /** The new points of a series, which count as seen from now on. @param key of a series that has begun */
  take(key: string, series: Pick<Series, 'time' | 'value'>, nowMs: number): readonly Point[] {
    const seen = this.#seen.get(key);
    if (seen === undefined) return [];
    const points = pointsAfter(seen.floorMs, series, this.#limit(maxPointsOfAnswer));
    const found = new Map<number, PointValue>();
    for (const { epochMs, value } of points) {
      if (this.#isNew(seen, epochMs, value)) found.set(epochMs, value);
    }
    if (this.#changesNewest) holdNewest(seen, found);
    for (const [epochMs, value] of found) {
      seen.values.set(epochMs, value);
      seen.lastMs = Math.max(seen.lastMs, epochMs);
    }
    this.#forgetOld(seen, nowMs);
    return Array.from(found, ([epochMs, value]) => ({ epochMs, value }));
  }

  /** Where the range of the next request has to begin: at the last point of the series that is furthest behind, but by no more than `keepMs`. */
  nextFromMs(nowMs: number): number | undefined {
    const newestMs = this.newestMs(nowMs);
    if (newestMs === -Infinity) return undefined;
    let leastMs = newestMs;
    for (const { lastMs } of this.#seen.values()) {
      if (lastMs >= newestMs - this.#keepMs) leastMs = Math.min(leastMs, lastMs);
    }
    return leastMs;
  }

  /** The limit for one series, given how many there are. */
  #limit({ ofOne, ofAll }: { readonly ofOne: number; readonly ofAll: number }): number {
    return Math.min(ofOne, Math.ceil(ofAll / this.#seen.size));
  }

  #isNew({ values }: SeenSeries, epochMs: number, value: PointValue): boolean {
    if (!values.has(epochMs)) return true;
    if (Object.is(values.get(epochMs), value)) return false;
    this.#changesNewest = true;
    return true;
  }

  #forgetOld(seen: SeenSeries, nowMs: number): void {
    const { values, lastMs } = seen;
    seen.floorMs = Math.max(seen.floorMs, Math.min(nowMs, lastMs) - this.#keepMs);
    if (values.size > this.#limit(maxRemembered)) {
      const times = Float64Array.from(values.keys()).sort();
      seen.floorMs = Math.max(seen.floorMs, times[times.length >> 1] ?? seen.floorMs);
    }
    for (const epochMs of values.keys()) if (epochMs <= seen.floorMs) values.delete(epochMs);
  }
}

/** Holds back the newest point, and adds the one held back before unless the server sent it again, as servers that push do not. */
function holdNewest(seen: SeenSeries, found: Map<number, PointValue>): void {
  const { held } = seen;
  if (held !== undefined && !found.has(held.epochMs) && held.epochMs > seen.floorMs)
    found.set(held.epochMs, held.value);
  const newest = [...found.keys()].reduce((most, epochMs) => Math.max(most, epochMs), -Infinity);
  const value = found.get(newest);
  if (value === undefined || newest < seen.lastMs) return;
  seen.held = { epochMs: newest, value };
  found.delete(newest);
}

/**
 * The points later than `floorMs`, of which only the last `maxPoints`; series are ascending by time. Of several points of one time only the last: if all
 * were taken, each would look like a change of the one before, in every answer.
 */
function pointsAfter(
  floorMs: number,
  { time, value }: Pick<Series, 'time' | 'value'>,
  maxPoints: number,
): readonly Point[] {
  const points: Point[] = [];
  const first = Math.max(firstAfter(floorMs, time.values), time.values.length - maxPoints);
  for (let i = first; i < time.values.length; i++) {
    const epochMs = Math.floor(time.values[i] ?? NaN);
    if (Number.isNaN(epochMs) || isNull(time, i)) continue;
    if (points.at(-1)?.epochMs === epochMs) points.pop();
    points.push({ epochMs, value: isNull(value, i) ? null : (value.values[i] ?? null) });
  }
  return points;
}

/** The index of the first time that, in whole ms, is later than `floorMs`. */
function firstAfter(floorMs: number, times: Float64Array): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Math.floor(times[middle] ?? NaN) <= floorMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
