import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Logger } from '../../../sdk/log/logger.ts';
import type { MemoryBudget } from '../../../upstream/contract/memory-budget.ts';
import { type MissedPackets, PacketLog } from './packet-log.ts';
import { PollLoop, type PollLoopOptions } from './poll-loop.ts';
import { PushLoop, type PushSource } from '../push/push-loop.ts';

export interface LiveStreamOptions extends Omit<PollLoopOptions, 'write'> {
  /** The server's own stream; absent where the server is only asked at intervals. */
  readonly push?: PushSource;
  readonly logger: Logger;
}

/** The first request of a new run waits for a whole interval; opening the server's stream waits only this long for the viewer to be attached. */
const maxPushPauseMs = 500;

/** One channel: as long as it has runs, it asks the server at intervals or reads the server's stream, and gives what is new to each run. */
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
   * The packets from now on, until the signal is aborted. When the last run ends, the request under way is aborted.
   * @param missed packets that this run's viewer has missed until now
   */
  async *run(signal: AbortSignal, missed?: MissedPackets): AsyncGenerator<StreamPacket> {
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
