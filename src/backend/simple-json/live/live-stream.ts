import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamPacket } from '../../sdk/api/stream.ts';
import type { Logger } from '../../sdk/log/logger.ts';
import { PacketLog } from './packet-log.ts';
import { PollSchedule } from './poll-schedule.ts';

export interface LiveStreamOptions {
  /** Asks the server, and tells what is new. Rejects when there is no usable answer. */
  readonly fetch: (signal: AbortSignal) => Promise<readonly StreamPacket[]>;
  readonly pollMs: number;
  /** How long to wait before the first question: a viewer is attached a moment after a run begins. */
  readonly firstPauseMs: number;
  readonly logger: Logger;
}

/** One channel: asks the server at intervals as long as there are runs, and gives what is new to each of them. */
export class LiveStream {
  readonly #options: LiveStreamOptions;
  readonly #log = new PacketLog();
  #polling: AbortController | undefined;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#polling !== undefined;
  }

  /**
   * What is new from now on, until the signal is aborted. The last run to end ends the question under way.
   * @param missed what this run's viewer has missed until now
   */
  async *run(signal: AbortSignal, missed?: () => readonly StreamPacket[]): AsyncGenerator<StreamPacket> {
    this.#start();
    try {
      yield* this.#log.read(signal, missed);
    } finally {
      if (this.#log.readerCount === 0) this.#stop();
    }
  }

  #start(): void {
    if (this.#polling !== undefined) return;
    this.#polling = new AbortController();
    void this.#poll(this.#polling.signal);
  }

  #stop(): void {
    this.#polling?.abort();
    this.#polling = undefined;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { pollMs, firstPauseMs } = this.#options;
    const schedule = new PollSchedule({ pollMs, firstMs: performance.now() + firstPauseMs });
    for (;;) {
      try {
        await sleep(schedule.pauseMs(performance.now()), undefined, { signal });
        await this.#pollOnce(schedule, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#report(schedule, error);
        schedule.failed(performance.now());
      }
    }
  }

  async #pollOnce(schedule: PollSchedule, signal: AbortSignal): Promise<void> {
    const packets = await this.#options.fetch(signal);
    for (const packet of packets) {
      await this.#log.hasRoom();
      this.#log.write(packet);
    }
    if (schedule.failures > 0) this.#options.logger.info('a live stream goes on', { after: schedule.failures });
    schedule.succeeded(performance.now());
  }

  /** Once until it works again. */
  #report({ failures }: PollSchedule, error: unknown): void {
    const level = failures === 0 ? 'warn' : 'debug';
    this.#options.logger[level]('a live stream got no answer, and asks again', { error });
  }
}
