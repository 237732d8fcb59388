import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import { PollSchedule } from './poll-schedule.ts';

export interface PollLoopOptions {
  /** Asks the server, and returns what is new. Rejects when there is no usable answer. */
  readonly fetch: (signal: AbortSignal) => Promise<readonly StreamPacket[]>;
  readonly write: (packets: readonly StreamPacket[]) => Promise<void>;
  /** Whether no packet may be written before a request of this loop was answered; see LiveState.needsAll. */
  readonly needsAnswer: () => boolean;
  readonly pollMs: number;
  /** How long to wait before the first request: the host attaches the viewer a moment after a run begins. */
  readonly firstPauseMs: number;
  readonly logger: Logger;
}

/** The time in which the server's own stream brings what is new, and the loop does not ask. */
export interface Suspension {
  /** Resolves when points of the stream may be pushed: what came before it was open has been asked for, or cannot be had. */
  readonly ready: Promise<undefined>;
  /** The stream has ended: the loop asks at intervals again. */
  resume(): void;
}

interface OpenSuspension {
  /** Whether nothing that came before the stream was open is missing any more; until then the loop still asks. */
  isCaughtUp: boolean;
  readonly ready: PromiseWithResolvers<undefined>;
}

/** Asks the server at intervals for what is new, except while the server's own stream brings it. */
export class PollLoop {
  readonly #options: PollLoopOptions;
  readonly #schedule: PollSchedule;
  #suspension: OpenSuspension | undefined;
  #wake: (() => void) | undefined;

  constructor(options: PollLoopOptions) {
    this.#options = options;
    const { pollMs, firstPauseMs } = options;
    this.#schedule = new PollSchedule({ pollMs, firstMs: performance.now() + firstPauseMs });
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#due(signal);
      await this.#pollOnce(signal);
    }
    this.#suspension?.ready.resolve(undefined);
  }

  /** Stops asking, since the server's stream is open. @param isCaughtUp the stream brings what came before it was open as well; else one more request asks for that */
  suspend(isCaughtUp: boolean): Suspension {
    const mayBegin = isCaughtUp && !this.#options.needsAnswer();
    const suspension = { isCaughtUp: mayBegin, ready: Promise.withResolvers<undefined>() };
    this.#suspension = suspension;
    if (mayBegin) suspension.ready.resolve(undefined);
    else this.#schedule.askAt(performance.now());
    this.#wake?.();
    return {
      ready: suspension.ready.promise,
      resume: () => {
        if (this.#suspension !== suspension) return;
        this.#suspension = undefined;
        // Random, so that streams that end together do not ask at the same moment.
        this.#schedule.askAt(performance.now() + this.#options.pollMs * (0.5 + Math.random() / 2));
        this.#wake?.();
      },
    };
  }

  async #due(signal: AbortSignal): Promise<void> {
    for (;;) {
      const pauseMs = this.#suspension?.isCaughtUp === true ? undefined : this.#schedule.pauseMs(performance.now());
      if (signal.aborted || pauseMs === 0) return;
      await this.#pause(pauseMs, signal);
    }
  }

  /** Until the time is over, something changes, or the signal is aborted. */
  async #pause(pauseMs: number | undefined, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => {
      woken.abort();
    };
    this.#wake = wake;
    signal.addEventListener('abort', wake);
    try {
      await sleep(pauseMs ?? maxSleepMs, undefined, { signal: woken.signal }).catch(() => undefined);
    } finally {
      signal.removeEventListener('abort', wake);
      this.#wake = undefined;
    }
  }

  async #pollOnce(signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted();
      await this.#poll(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#report(error);
      this.#schedule.failed(performance.now());
      if (!this.#options.needsAnswer()) this.#suspension?.ready.resolve(undefined);
    }
  }

  async #poll(signal: AbortSignal): Promise<void> {
    // A request that began before the server's stream was open may have missed points between the two.
    const suspension = this.#suspension;
    await this.#options.write(await this.#options.fetch(signal));
    const { failures } = this.#schedule;
    if (failures > 0) this.#options.logger.info('a live stream goes on', { after: failures });
    this.#schedule.succeeded(performance.now());
    if (suspension === undefined) return;
    suspension.isCaughtUp = true;
    suspension.ready.resolve(undefined);
  }

  /** As a warning once, until a request succeeds again. */
  #report(error: unknown): void {
    const level = this.#schedule.failures === 0 ? 'warn' : 'debug';
    this.#options.logger[level]('a live stream got no answer, and asks again', { error });
  }
}

/** The longest that a timer can wait; the loop is woken before. */
const maxSleepMs = 2 ** 31 - 1;
