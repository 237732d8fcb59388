import type { StreamPacket } from '../../sdk/api/stream.ts';
import { runInTurns, type Steps } from '../../sdk/turns/steps.ts';
import { labelsKey } from '../frames/table-labels.ts';
import type { Series } from '../frames/series.ts';
import type { Query } from '../query/parse-query.ts';
import type { ShownRows } from '../server/simple-json-server.ts';
import { encodePackets, maxMissedCells, type NewColumns, type PacketOptions } from './encode-packets.ts';
import { KnownSeries, maxLiveSeries, seriesKeys } from './known-series.ts';
import type { LiveQuestion, StartSeries } from './live-question.ts';
import { NewPoints, type Point } from './new-points.ts';
import { recentMs, RecentPushes } from './recent-pushes.ts';

/** Points may be late by at least this much and are still pushed. */
const minKeepMs = 60_000;
/** And by at least this many intervals. */
const keepPolls = 20;
/** The longest time from the end of a plugin's process until its restarted process runs the streams again. */
const restartMs = 5000;
/** The longest time from `SubscribeStream`'s OK until the host passes packets on to that viewer. */
const attachMs = 250;

/** A promise where there are so many packets that they are encoded in turns with other work. */
export type Packets = readonly StreamPacket[] | Promise<readonly StreamPacket[]>;

interface LiveParts {
  readonly known: KnownSeries;
  readonly points: NewPoints;
  readonly pushes: RecentPushes;
  readonly beginMs: number | undefined;
  readonly needsAll: boolean;
  readonly collected: ReadonlyMap<string, readonly Point[]>;
}

/** What the viewers of a channel have received so far. It outlives a run, since hosts repeat runs. */
export class LiveState {
  readonly #question: LiveQuestion;
  readonly #known: KnownSeries;
  readonly #points: NewPoints;
  readonly #pushes: RecentPushes;
  readonly #keepMs: number;
  /** Points up to this time count as received, for a series that was not among the viewers' first rows. */
  #beginMs: number | undefined;
  /** The names of series may depend on all series of the answer: as long as this is true, an answer that holds all of them has to come first. */
  #needsAll: boolean;
  /** New points that were not pushed yet, by the key of their series. */
  #collected: Map<string, readonly Point[]>;
  /** The query of the last answer. */
  #query: Query | undefined;
  #takenMs = -Infinity;
  #subscribedMs = -Infinity;
  /** The viewers that were sent what they had missed, and when. */
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

  /** A copy that changes independently. */
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
   * A run begins. Either its viewer has just received the first rows; or the host repeats a run after the plugin was restarted: then viewers lack what
   * came during the restart, and rather get some points twice than not at all.
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

  /** Points up to this time count as received, by the clock of the server. A viewer without any rows has received nothing of its range. */
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
   * How many points of each series of an answer a new viewer may be shown, so that the next packet continues from there. Undefined, for all of them,
   * where the stream has had no answer lately.
   */
  shown(series: readonly Series[], nowMs: number): ShownRows | undefined {
    if (this.#needsAll || nowMs - this.#takenMs > 2 * this.#question.pollMs + restartMs) return undefined;
    const keys = seriesKeys(series);
    const beginMs = this.#newBeginMs(nowMs);
    const counts = series.map((one, i) => {
      const key = keys[i] ?? '';
      const pending = new Set(this.#collected.get(key)?.map(({ epochMs }) => epochMs));
      return this.#points.countShown(key, one, { beginMs, pending });
    });
    return { counts, pushes: this.#pushes.number };
  }

  /** What was pushed since a viewer's first rows were requested. Each viewer gets it once, within seconds; nothing for one that comes back later. */
  missedBy({ askedEpochMs, joined, refId }: LiveQuestion, nowMs: number): Packets {
    for (const [viewer, atMs] of this.#caughtUp) if (nowMs - atMs >= recentMs) this.#caughtUp.delete(viewer);
    if (joined === undefined || this.#query === undefined || nowMs - askedEpochMs >= recentMs) return [];
    if (this.#caughtUp.has(joined.viewer)) return [];
    this.#caughtUp.set(joined.viewer, nowMs);
    return this.#encode(this.#pushes.since(joined.pushes), this.#query, { refId, cellsOfPacket: maxMissedCells });
  }

  /** A viewer was allowed to subscribe. The host attaches it a moment later; it would miss what is pushed until then. */
  subscribed(nowMs: number): void {
    this.#subscribedMs = nowMs;
  }

  /** How long a push has to wait for viewers that are about to be attached. */
  attachPauseMs(nowMs: number): number {
    return Math.max(0, this.#subscribedMs + attachMs - nowMs);
  }

  /** The range that the next request has to ask for, so that no point is missed. */
  nextRange(nowMs: number): { readonly fromEpochMs: number; readonly toEpochMs: number } {
    const { fromEpochMs: firstFromMs, askedEpochMs, pollMs } = this.#question;
    const lastMs = this.#needsAll
      ? firstFromMs
      : (this.#points.nextFromMs(nowMs) ?? nowMs - Math.max(pollMs, askedEpochMs - firstFromMs));
    // A server whose clock is ahead may have sent points of the future.
    const fromEpochMs = lastMs < nowMs ? lastMs : nowMs - pollMs;
    return { fromEpochMs, toEpochMs: nowMs };
  }

  /** Whether an answer with all series has to come before any push. */
  get needsAll(): boolean {
    return this.#needsAll;
  }

  /** The points of an answer that viewers do not have yet, as packets. They count as received from now on. */
  async take(series: readonly Series[], query: Query, nowMs: number): Promise<readonly StreamPacket[]> {
    await this.collect(series, nowMs);
    this.#needsAll = false;
    return await this.flush(query, nowMs);
  }

  /** Keeps the points that viewers do not have yet for the next flush. @returns how many these are */
  collect(series: readonly Series[], nowMs: number): number | Promise<number> {
    return runInTurns(this.#collectInSteps(series, nowMs));
  }

  *#collectInSteps(series: readonly Series[], nowMs: number): Steps<number> {
    this.#takenMs = nowMs;
    const beginMs = this.#newBeginMs(nowMs);
    // Of an answer with more series, each further one would remove another.
    const taken = series.slice(0, maxLiveSeries);
    const keys = seriesKeys(taken);
    let count = 0;
    for (const [i, one] of taken.entries()) {
      const key = keys[i] ?? labelsKey(one.labels);
      this.#meet(key, one, { nowMs, beginMs });
      const points = this.#points.take(key, one, nowMs);
      if (points.length > 0) {
        this.#collected.set(key, (this.#collected.get(key) ?? []).concat(points));
        this.#known.touch(key, nowMs);
        count += points.length;
      }
      yield;
    }
    return count;
  }

  /** The collected points, as packets. */
  flush(query: Query, nowMs: number): Packets {
    this.#query = query;
    if (this.#collected.size === 0) return [];
    const found = this.#collected;
    this.#collected = new Map();
    this.#pushes.add(found, nowMs);
    return this.#encode(found, query, { refId: query.refId });
  }

  #encode(points: NewColumns, query: Query, options: Omit<PacketOptions, 'columns'>): Packets {
    return runInTurns(encodePackets(points, { ...options, columns: this.#known.columns(query) }));
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

  /** The time after which points of a series that is new to the stream are pushed, by the clock of the server. */
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
