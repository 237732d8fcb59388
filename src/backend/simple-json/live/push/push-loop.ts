import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import type { PushedEvent, UpstreamStream } from '../../../upstream/contract/upstream-stream.ts';
import type { PollLoop } from '../stream/poll-loop.ts';
import { goodLifeMs, PushSchedule, type PushEnd } from './push-schedule.ts';

/** Where a channel may be pushed from. */
export interface PushSource {
  /**
   * Opens the stream; says so where the server announces none, or cannot be asked whether it does.
   * @param lastEventId of the event that was taken last, where the server names them
   */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<UpstreamStream | 'unannounced' | 'unknown'>;
  /** Keeps what is new in an event. @returns how many points that are */
  collect(event: PushedEvent, signal: AbortSignal): Promise<number>;
  /** What was kept, for the viewers. */
  flush(signal: AbortSignal): Promise<readonly StreamPacket[]>;
  /** The stream cannot be read for this reason. */
  report(error: unknown): void;
  works(): void;
}

export interface PushLoopOptions {
  readonly source: PushSource;
  readonly polls: PollLoop;
  readonly write: (packets: readonly StreamPacket[]) => Promise<void>;
  /** How long to wait before the stream is opened: a viewer is attached a moment after a run begins. */
  readonly firstPauseMs: number;
  readonly logger: Logger;
}

interface Connection {
  readonly openedMs: number;
  readonly signal: AbortSignal;
}

/** What comes within so long goes in one push: each has the schema with it. */
const gatherMs = 100;
/** And no more than so many points. */
const maxGathered = 10_000;

/** Reads a channel from the server's stream as long as there is one; its questions rest meanwhile. */
export class PushLoop {
  readonly #options: PushLoopOptions;
  readonly #schedule = new PushSchedule();
  #lastEventId: string | undefined;
  #retryMs: number | undefined;
  #gathered = 0;
  #flushedMs = -Infinity;
  #flushing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PushLoopOptions) {
    this.#options = options;
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let pauseMs = this.#options.firstPauseMs;
    while (!signal.aborted) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      const end = await this.#tryOnce(signal);
      pauseMs = this.#schedule.pauseAfter(end, this.#retryMs);
    }
  }

  async #tryOnce(signal: AbortSignal): Promise<PushEnd> {
    try {
      signal.throwIfAborted();
      const end = await this.#readOnce(signal);
      this.#options.logger.debug('a live stream is opened again later', { ...end });
      return end;
    } catch (error) {
      if (!signal.aborted) this.#options.source.report(error);
      return { kind: 'failed', error };
    }
  }

  async #readOnce(signal: AbortSignal): Promise<PushEnd> {
    const { source, polls } = this.#options;
    const stream = await source.open(this.#lastEventId, signal);
    if (typeof stream === 'string') return { kind: stream };
    const openedMs = performance.now();
    // What came before the stream was open, a server that knows the last event sends by itself.
    const rest = polls.rest(this.#lastEventId !== undefined);
    try {
      await rest.ready;
      const kind = await stream.read((event) => this.#take(event, { openedMs, signal }));
      await this.#flush(signal);
      return { kind, livedMs: performance.now() - openedMs };
    } finally {
      this.#lastEventId = stream.lastEventId;
      this.#retryMs = stream.retryMs ?? this.#retryMs;
      stream.close();
      rest.end();
    }
  }

  async #take(event: PushedEvent, { openedMs, signal }: Connection): Promise<void> {
    const { source } = this.#options;
    const count = await source.collect(event, signal);
    this.#gathered += count;
    if (performance.now() - openedMs >= goodLifeMs) source.works();
    await this.#flushing;
    if (this.#gathered === 0) return;
    const waitMs = this.#gathered >= maxGathered ? 0 : this.#flushedMs + gatherMs - performance.now();
    if (waitMs <= 0) await this.#flush(signal);
    else this.#flushLater(waitMs, signal);
  }

  #flushLater(ms: number, signal: AbortSignal): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // It ends early only where nobody watches any more.
      this.#flushing = this.#flush(signal)
        .catch(() => undefined)
        .finally(() => (this.#flushing = undefined));
    }, ms);
  }

  /** Waits as long as no viewer has taken what there is, and the server with it. */
  async #flush(signal: AbortSignal): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered = 0;
    await this.#options.write(await this.#options.source.flush(signal));
    this.#flushedMs = performance.now();
  }
}
