import type { StreamPacket } from '../../sdk/api/stream.ts';
import { labelsKey } from '../frames/table-labels.ts';
import type { Series } from '../frames/series.ts';
import type { Query } from '../query/parse-query.ts';
import type { ShownRows } from '../server/simple-json-server.ts';
import { encodePackets } from './encode-packets.ts';
import { KnownSeries, maxLiveSeries, seriesKeys } from './known-series.ts';
import type { LiveQuestion, StartSeries } from './live-question.ts';
import { NewPoints, type Point } from './new-points.ts';
import { recentMs, RecentPushes } from './recent-pushes.ts';

/** Late points are kept for at least so long. */
const minKeepMs = 60_000;
/** And for so many intervals. */
const keepPolls = 20;
/** How long it takes at most until a plugin that was restarted runs its streams again. */
const restartMs = 5000;
/** How long it takes at most until a host passes packets on to a viewer who may subscribe. */
const attachMs = 250;

interface LiveParts {
  readonly known: KnownSeries;
  readonly points: NewPoints;
  readonly pushes: RecentPushes;
  readonly beginMs: number | undefined;
  readonly needsAll: boolean;
  readonly collected: ReadonlyMap<string, readonly Point[]>;
}

/** What the viewers of a channel have got so far; outlives a run that is repeated. */
export class LiveState {
  readonly #question: LiveQuestion;
  readonly #known: KnownSeries;
  readonly #points: NewPoints;
  readonly #pushes: RecentPushes;
  readonly #keepMs: number;
  /** Where a series begins that the viewers' first rows do not tell of. */
  #beginMs: number | undefined;
  /** What the series are called may depend on all of them: an answer with all of them has to come first. */
  #needsAll: boolean;
  /** What is new and not pushed yet. */
  #collected: Map<string, readonly Point[]>;
  /** Of the last answer. */
  #query: Query | undefined;
  #takenMs = -Infinity;
  #subscribedMs = -Infinity;
  /** The viewers that were given what they had missed, and when. */
  readonly #caughtUp = new Map<string, number>();

  constructor(question: LiveQuestion, parts = noParts(question)) {
    this.#question = question;
    this.#known = parts.known;
    this.#points = parts.points;
    this.#pushes = parts.pushes;
    this.#beginMs = parts.beginMs;
    this.#needsAll = parts.needsAll;
    this.#collected = new Map(parts.collected);
    this.#keepMs = keepMsOf(question);
  }

  /** A copy, for a viewer with a state of its own. */
  copy(): LiveState {
    return new LiveState(this.#question, {
      known: this.#known.copy(),
      points: this.#points.copy(),
      pushes: this.#pushes.copy(),
      beginMs: this.#beginMs,
      needsAll: this.#needsAll,
      collected: this.#collected,
    });
  }

  /**
   * A run begins. Its viewer has just got the first rows; or it is repeated, and viewers have got all but what a plugin that was
   * restarted could not send: better twice than never. One beside others takes part in what they get.
   * @returns whether the viewer is new
   */
  begin(question: LiveQuestion, nowMs: number): boolean {
    const { pollMs, askedEpochMs, lastEpochMs, series } = question;
    const isFresh = nowMs - askedEpochMs <= pollMs + 2 * restartMs;
    if (!isFresh && this.#beginMs !== undefined) return false;
    const floorMs = isFresh ? -Infinity : nowMs - pollMs - restartMs;
    const keptMs = Math.max(floorMs, this.#keptMs(question));
    const lastMs = Math.max(floorMs, lastEpochMs ?? keptMs);
    this.#beginMs ??= series === undefined ? lastMs : keptMs;
    this.#takenMs = Math.max(this.#takenMs, askedEpochMs);
    if (series === undefined) this.#points.raise(lastMs);
    else this.#beginSeries(series, { floorMs, keptMs, nowMs });
    return isFresh;
  }

  /** From when on late points count, by the clock of the server; who has no rows has missed all of the range. */
  #keptMs({ fromEpochMs, askedEpochMs, lastEpochMs = Infinity, series }: LiveQuestion): number {
    if (series?.length === 0) return fromEpochMs;
    return Math.max(fromEpochMs, Math.min(askedEpochMs, lastEpochMs) - this.#keepMs);
  }

  #beginSeries(
    series: readonly StartSeries[],
    { floorMs, keptMs, nowMs }: Readonly<Record<'floorMs' | 'keptMs' | 'nowMs', number>>,
  ): void {
    const keys = seriesKeys(series);
    series.forEach((header, i) => {
      const key = keys[i] ?? labelsKey(header.labels);
      if (!this.#known.has(key)) this.#known.add(key, { title: undefined, ...header }, nowMs);
      this.#points.begin(key, Math.max(floorMs, header.lastEpochMs ?? keptMs));
    });
  }

  /**
   * What somebody who asks now may have of an answer so that the next packet goes on from there: so many points of each series. All
   * of it, undefined, where the stream has got no answer lately.
   */
  shown(series: readonly Series[], nowMs: number): ShownRows | undefined {
    if (this.#needsAll || nowMs - this.#takenMs > 2 * this.#question.pollMs + restartMs) return undefined;
    const keys = seriesKeys(series);
    const beginMs = this.#newBeginMs(nowMs);
    const counts = series.map((one, i) => this.#points.countShown(keys[i] ?? '', one, beginMs));
    return { counts, pushes: this.#pushes.number };
  }

  /** What was pushed since a viewer asked for its first rows; once, and nothing to one that comes back later. */
  missedBy({ askedEpochMs, joined, refId }: LiveQuestion, nowMs: number): readonly StreamPacket[] {
    for (const [viewer, atMs] of this.#caughtUp) if (nowMs - atMs >= recentMs) this.#caughtUp.delete(viewer);
    if (joined === undefined || this.#query === undefined || nowMs - askedEpochMs >= recentMs) return [];
    if (this.#caughtUp.has(joined.viewer)) return [];
    this.#caughtUp.set(joined.viewer, nowMs);
    return encodePackets(this.#pushes.since(joined.pushes), { refId, columns: this.#known.columns(this.#query) });
  }

  /** A viewer may subscribe, and is attached in a moment; what is pushed until then it would miss. */
  subscribed(nowMs: number): void {
    this.#subscribedMs = nowMs;
  }

  /** How long to wait for that. */
  attachPauseMs(nowMs: number): number {
    return Math.max(0, this.#subscribedMs + attachMs - nowMs);
  }

  /** What the next question has to ask for so that nothing is missed. */
  nextRange(nowMs: number): { readonly fromEpochMs: number; readonly toEpochMs: number } {
    const { fromEpochMs: firstFromMs, askedEpochMs, pollMs } = this.#question;
    const lastMs = this.#needsAll
      ? firstFromMs
      : (this.#points.nextFromMs(nowMs) ?? nowMs - Math.max(pollMs, askedEpochMs - firstFromMs));
    // A server whose clock is ahead may have sent points that are not yet.
    const fromEpochMs = lastMs < nowMs ? lastMs : nowMs - pollMs;
    return { fromEpochMs, toEpochMs: nowMs };
  }

  /** Whether an answer with all series has to come before any other. */
  get needsAll(): boolean {
    return this.#needsAll;
  }

  /** What viewers have not got of an answer, as packets; they count as having it from now on. */
  take(series: readonly Series[], query: Query, nowMs: number): readonly StreamPacket[] {
    this.#needsAll = false;
    this.collect(series, nowMs);
    return this.flush(query, nowMs);
  }

  /** Keeps what viewers have not got of series. @returns how many points that are */
  collect(series: readonly Series[], nowMs: number): number {
    this.#takenMs = nowMs;
    const beginMs = this.#newBeginMs(nowMs);
    // Who sends more makes others go with each of them.
    const taken = series.slice(0, maxLiveSeries);
    const keys = seriesKeys(taken);
    let count = 0;
    taken.forEach((one, i) => {
      const key = keys[i] ?? labelsKey(one.labels);
      this.#meet(key, one, { nowMs, beginMs });
      const points = this.#points.take(key, one, nowMs);
      if (points.length === 0) return;
      this.#collected.set(key, (this.#collected.get(key) ?? []).concat(points));
      this.#known.touch(key, nowMs);
      count += points.length;
    });
    return count;
  }

  /** What was collected, as packets. */
  flush(query: Query, nowMs: number): readonly StreamPacket[] {
    this.#query = query;
    if (this.#collected.size === 0) return [];
    const found = this.#collected;
    this.#collected = new Map();
    this.#pushes.add(found, nowMs);
    return encodePackets(found, { refId: query.refId, columns: this.#known.columns(query) });
  }

  #meet(key: string, series: Series, { nowMs, beginMs }: { readonly nowMs: number; readonly beginMs: number }): void {
    if (this.#known.has(key)) return;
    const silent = this.#known.add(key, series, nowMs);
    if (silent !== undefined) {
      this.#points.forget(silent);
      this.#collected.delete(silent);
    }
    this.#points.begin(key, beginMs);
  }

  /** Where a series begins that nobody has seen: late points are kept, by the clock of the server. */
  #newBeginMs(nowMs: number): number {
    return Math.max(this.#beginMs ?? nowMs, this.#points.newestMs(nowMs) - this.#keepMs);
  }
}

function noParts(question: LiveQuestion): LiveParts {
  return {
    known: new KnownSeries(),
    points: new NewPoints(keepMsOf(question)),
    pushes: new RecentPushes(),
    beginMs: undefined,
    needsAll: question.series === undefined,
    collected: new Map(),
  };
}

function keepMsOf({ pollMs }: LiveQuestion): number {
  return Math.max(minKeepMs, keepPolls * pollMs);
}
