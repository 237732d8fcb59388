import type { StreamPacket } from '../../sdk/api/stream.ts';
import { labelsKey } from '../frames/table-labels.ts';
import type { Series } from '../frames/series.ts';
import type { Query } from '../query/parse-query.ts';
import { encodePackets, type NewColumns } from './encode-packets.ts';
import { KnownSeries, maxLiveSeries, seriesKeys } from './known-series.ts';
import type { LiveQuestion } from './live-question.ts';
import { NewPoints, type Point } from './new-points.ts';

/** Late points are kept for at least so long. */
const minKeepMs = 60_000;
/** And for so many intervals. */
const keepPolls = 20;
/** How long it takes at most until a plugin that was restarted runs its streams again. */
const restartMs = 5000;

/** What the viewers of a channel have got so far; outlives a run that is repeated. */
export class LiveState {
  readonly #known = new KnownSeries();
  readonly #points: NewPoints;
  readonly #keepMs: number;
  readonly #rangeFromMs: number;
  readonly #pollMs: number;
  /** Where a series begins that the viewers' first rows do not tell of. */
  #beginMs: number | undefined;
  /** What the series are called may depend on all of them: an answer with all of them has to come first. */
  #needsAll: boolean;

  constructor({ pollMs, fromEpochMs, series }: LiveQuestion) {
    this.#keepMs = Math.max(minKeepMs, keepPolls * pollMs);
    this.#points = new NewPoints(this.#keepMs);
    this.#rangeFromMs = fromEpochMs;
    this.#pollMs = pollMs;
    this.#needsAll = series === undefined;
  }

  /**
   * A run begins. Its viewer has just got the first rows; or it is repeated, and viewers have got all but what a plugin that was
   * restarted could not send: better twice than never.
   * @returns whether the viewer is new
   */
  begin({ pollMs, askedEpochMs, fromEpochMs, lastEpochMs, series }: LiveQuestion, nowMs: number): boolean {
    const isFresh = nowMs - askedEpochMs <= pollMs + 2 * restartMs;
    if (!isFresh && this.#beginMs !== undefined) return false;
    const floorMs = isFresh ? -Infinity : nowMs - pollMs - restartMs;
    const keptMs = Math.max(fromEpochMs, floorMs, askedEpochMs - this.#keepMs);
    const lastMs = Math.max(floorMs, lastEpochMs ?? keptMs);
    this.#beginMs ??= series === undefined ? lastMs : keptMs;
    if (series === undefined) this.#points.raise(lastMs);
    const known = (series ?? []).map((one) => ({ title: undefined, ...one }));
    seriesKeys(known).forEach((key, i) => {
      const header = known[i];
      if (header === undefined) return;
      if (!this.#known.has(key)) this.#known.add(key, header, nowMs);
      this.#points.begin(key, Math.max(floorMs, header.lastEpochMs ?? keptMs));
    });
    return isFresh;
  }

  /** What the next question has to ask for so that nothing is missed. */
  nextRange(nowMs: number): { readonly fromEpochMs: number; readonly toEpochMs: number } {
    const lastMs = this.#needsAll ? this.#rangeFromMs : (this.#points.nextFromMs(nowMs) ?? this.#beginMs ?? nowMs);
    // A server whose clock is ahead may have sent points that are not yet.
    const fromEpochMs = lastMs < nowMs ? lastMs : nowMs - this.#pollMs;
    return { fromEpochMs, toEpochMs: nowMs };
  }

  /** What viewers have not got of an answer, as packets; they count as having it from now on. */
  take(series: readonly Series[], query: Query, nowMs: number): readonly StreamPacket[] {
    this.#needsAll = false;
    const found = new Map<string, readonly Point[]>();
    // Who sends more makes others go with each of them.
    const taken = series.slice(0, maxLiveSeries);
    const keys = seriesKeys(taken);
    taken.forEach((one, i) => {
      const key = keys[i] ?? labelsKey(one.labels);
      this.#meet(key, one, nowMs);
      const points = this.#points.take(key, one, nowMs);
      if (points.length > 0) {
        found.set(key, points);
        this.#known.touch(key, nowMs);
      }
    });
    return this.#encode(found, query);
  }

  #encode(found: NewColumns, query: Query): readonly StreamPacket[] {
    if (found.size === 0) return [];
    return encodePackets(found, { refId: query.refId, columns: this.#known.columns(query) });
  }

  #meet(key: string, series: Series, nowMs: number): void {
    if (this.#known.has(key)) return;
    const silent = this.#known.add(key, series, nowMs);
    if (silent !== undefined) this.#points.forget(silent);
    this.#points.begin(key, Math.max(this.#beginMs ?? -Infinity, nowMs - this.#keepMs));
  }
}
