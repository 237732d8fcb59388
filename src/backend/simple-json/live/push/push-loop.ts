import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import type { PushedEvent, UpstreamStream } from '../../../upstream/contract/upstream-stream.ts';
import type { PollLoop } from '../stream/poll-loop.ts';
import { goodLifeMs, PushSchedule, type PushEnd } from './push-schedule.ts';

/** The server's own stream for a channel. */
export interface PushSource {
  /**
   * Opens the stream. `unannounced` where the server announces none, `unknown` where it could not be asked.
   * @param lastEventId the id of the last event that was taken, as the value of a header; "" where the server gives none
   */
  open(lastEventId: string, signal: AbortSignal): Promise<UpstreamStream | 'unannounced' | 'unknown'>;
  /** Keeps the new points of an event for the next flush. @returns how many these are */
  collect(event: PushedEvent, signal: AbortSignal): Promise<number>;
  /** The kept points, as packets. */
  flush(signal: AbortSignal): Promise<readonly StreamPacket[]>;
  /** Logs why the stream cannot be read. */
  report(error: unknown): void;
  /** The stream was read for some time: the next failure is worth a warning again. */
  works(): void;
}

export interface PushLoopOptions {
  readonly source: PushSource;
  readonly polls: PollLoop;
  readonly write: (packets: readonly StreamPacket[]) => Promise<void>;
  /** How long to wait before the stream is opened: the host attaches the viewer a moment after a run begins. */
  readonly firstPauseMs: number;
  readonly logger: Logger;
}

interface Connection {
  readonly openedMs: number;
  readonly signal: AbortSignal;
}

/** Events that come within this time are pushed together, since each push repeats the schema. */
const gatherMs = 100;
/** With this many points, they are pushed at once. */
const maxGathered = 10_000;

/** Reads a channel from the server's stream as long as there is one. Meanwhile the channel's PollLoop is suspended. */
export class PushLoop {
  readonly #options: PushLoopOptions;
  readonly #schedule = new PushSchedule();
  /** Of the last event of all connections: one that breaks off before its first event does not change it. */
  #lastEventId = '';
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
    // A server that is told the last event sends by itself what came between that event and now.
    const suspension = polls.suspend(this.#lastEventId !== '');
    try {
      await suspension.ready;
      const kind = await stream.read((event) => this.#take(event, { openedMs, signal }));
      await this.#flush(signal);
      return { kind, livedMs: performance.now() - openedMs };
    } finally {
      this.#lastEventId = stream.lastEventId ?? this.#lastEventId;
      this.#retryMs = stream.retryMs ?? this.#retryMs;
      stream.close();
      suspension.resume();
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
      // It rejects only when the signal is aborted, as when the last viewer has left.
      this.#flushing = this.#flush(signal)
        .catch(() => undefined)
        .finally(() => (this.#flushing = undefined));
    }, ms);
  }

  /** Waits until a viewer has taken enough; meanwhile nothing more is read from the server. */
  async #flush(signal: AbortSignal): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered = 0;
    await this.#options.write(await this.#options.source.flush(signal));
    this.#flushedMs = performance.now();
  }
}
