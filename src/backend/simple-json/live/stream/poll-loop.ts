import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import { PollSchedule } from './poll-schedule.ts';

export interface PollLoopOptions {
  /** Asks the server, and tells what is new. Rejects when there is no usable answer. */
  readonly fetch: (signal: AbortSignal) => Promise<readonly StreamPacket[]>;
  readonly write: (packets: readonly StreamPacket[]) => Promise<void>;
  /** Whether nothing else may be told before a question is answered. */
  readonly needsAnswer: () => boolean;
  readonly pollMs: number;
  /** How long to wait before the first question: a viewer is attached a moment after a run begins. */
  readonly firstPauseMs: number;
  readonly logger: Logger;
}

/** While something else brings what is new. */
export interface Rest {
  /** Resolves when what it brings may be told: what came before it began was asked for, or could not be had. */
  readonly ready: Promise<undefined>;
  /** It brings nothing any more. */
  end(): void;
}

interface Resting {
  isCaughtUp: boolean;
  readonly ready: PromiseWithResolvers<undefined>;
}

/** Asks the server at intervals for what is new. */
export class PollLoop {
  readonly #options: PollLoopOptions;
  readonly #schedule: PollSchedule;
  #resting: Resting | undefined;
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
    this.#resting?.ready.resolve(undefined);
  }

  /** Something else brings what is new from now on. @param isCaughtUp it brings what came before as well */
  rest(isCaughtUp: boolean): Rest {
    const mayBegin = isCaughtUp && !this.#options.needsAnswer();
    const resting = { isCaughtUp: mayBegin, ready: Promise.withResolvers<undefined>() };
    this.#resting = resting;
    if (mayBegin) resting.ready.resolve(undefined);
    else this.#schedule.askAt(performance.now());
    this.#wake?.();
    return {
      ready: resting.ready.promise,
      end: () => {
        if (this.#resting !== resting) return;
        this.#resting = undefined;
        // Streams that end together do not come back together.
        this.#schedule.askAt(performance.now() + this.#options.pollMs * (0.5 + Math.random() / 2));
        this.#wake?.();
      },
    };
  }

  async #due(signal: AbortSignal): Promise<void> {
    for (;;) {
      const pauseMs = this.#resting?.isCaughtUp === true ? undefined : this.#schedule.pauseMs(performance.now());
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
      if (!this.#options.needsAnswer()) this.#resting?.ready.resolve(undefined);
    }
  }

  async #poll(signal: AbortSignal): Promise<void> {
    // One that was begun before the other way was open does not tell all that it may have missed.
    const resting = this.#resting;
    await this.#options.write(await this.#options.fetch(signal));
    const { failures } = this.#schedule;
    if (failures > 0) this.#options.logger.info('a live stream goes on', { after: failures });
    this.#schedule.succeeded(performance.now());
    if (resting === undefined) return;
    resting.isCaughtUp = true;
    resting.ready.resolve(undefined);
  }

  /** Once until it works again. */
  #report(error: unknown): void {
    const level = this.#schedule.failures === 0 ? 'warn' : 'debug';
    this.#options.logger[level]('a live stream got no answer, and asks again', { error });
  }
}

/** Until somebody wakes it. */
const maxSleepMs = 2 ** 31 - 1;
