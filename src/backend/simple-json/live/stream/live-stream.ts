import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import type { MemoryBudget } from '../../../upstream/contract/memory-budget.ts';
import { PacketLog } from './packet-log.ts';
import { PollLoop, type PollLoopOptions } from './poll-loop.ts';
import { PushLoop, type PushSource } from '../push/push-loop.ts';

export interface LiveStreamOptions extends Omit<PollLoopOptions, 'write'> {
  /** Where the server may push what is new; absent where it is only asked. */
  readonly push?: PushSource;
  readonly logger: Logger;
}

/** A run that is fresh has a whole interval before its first question; a stream need not wait as long for its viewer. */
const maxPushPauseMs = 500;

/** One channel: asks the server at intervals, or reads its stream, as long as there are runs, and gives what is new to each of them. */
export class LiveStream {
  readonly #options: LiveStreamOptions;
  readonly #log: PacketLog;
  #polling: AbortController | undefined;

  constructor(options: LiveStreamOptions, keep: MemoryBudget['keep']) {
    this.#options = options;
    this.#log = new PacketLog(keep);
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
    const { signal } = this.#polling;
    const { push: source, ...options } = this.#options;
    const write = (packets: readonly StreamPacket[]): Promise<void> => this.#write(packets);
    const polls = new PollLoop({ ...options, write });
    void polls.run(signal);
    if (source === undefined) return;
    const firstPauseMs = Math.min(options.firstPauseMs, maxPushPauseMs);
    void new PushLoop({ source, polls, write, firstPauseMs, logger: options.logger }).run(signal);
  }

  #stop(): void {
    this.#polling?.abort();
    this.#polling = undefined;
  }

  async #write(packets: readonly StreamPacket[]): Promise<void> {
    for (const packet of packets) {
      await this.#log.hasRoom();
      this.#log.write(packet);
    }
  }
}
