import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { MemoryBudget } from '../../../upstream/contract/memory-budget.ts';
import type { DataSourceMeter } from '../../metrics/data-source-meter.ts';
import { LiveStream, type LiveStreamOptions } from './live-stream.ts';
import type { MissedPackets } from './packet-log.ts';

/** One run of a channel. */
export interface LiveRun {
  /** Called where the channel has no stream yet. */
  readonly open: () => LiveStreamOptions;
  readonly missed: MissedPackets;
}

interface Counting {
  readonly meter: Pick<DataSourceMeter, 'streaming'>;
  /** Counts the memory of packets that slow viewers have not fetched yet. */
  readonly keep: MemoryBudget['keep'];
}

/** The streams of one data source: one for each channel, and at most `maxStreams` at a time. */
export class LiveStreams {
  readonly #maxStreams: number;
  readonly #streams = new Map<string, LiveStream>();
  /** Runs that wait for a place, by their channel; the one that waits longest comes first. */
  readonly #waiting = new Map<string, Set<() => void>>();

  readonly #counting: Counting;

  constructor(maxStreams: number, counting: Counting) {
    this.#maxStreams = maxStreams;
    this.#counting = counting;
  }

  get size(): number {
    return this.#streams.size;
  }

  has(path: string): boolean {
    return this.#streams.has(path);
  }

  /**
   * The packets of a channel, until the signal is aborted. Runs of one channel share a stream. A run that finds no place for its channel waits: if it
   * ended, the host would start it again at once.
   */
  async *run(path: string, { open, missed }: LiveRun, signal: AbortSignal): AsyncGenerator<StreamPacket> {
    while (!signal.aborted && !this.has(path) && this.size >= this.#maxStreams) await this.#place(path, signal);
    if (signal.aborted) {
      this.#passPlace();
      return;
    }
    let stream: LiveStream | undefined;
    try {
      stream = this.#streams.get(path) ?? this.#open(path, open());
      yield* stream.run(signal, missed);
    } finally {
      if (stream?.isRunning !== true) {
        if (stream !== undefined) this.#close(path, stream);
        this.#passPlace();
      }
    }
  }

  #open(path: string, options: LiveStreamOptions): LiveStream {
    const stream = new LiveStream(options, this.#counting.keep);
    this.#streams.set(path, stream);
    this.#counting.meter.streaming(1);
    return stream;
  }

  /** Does nothing where the channel has a newer stream. */
  #close(path: string, stream: LiveStream): void {
    if (this.#streams.get(path) !== stream) return;
    this.#streams.delete(path);
    this.#counting.meter.streaming(-1);
  }

  /** Wakes the runs of one waiting channel: if all were woken, thousands would compete for one place. */
  #passPlace(): void {
    if (this.size >= this.#maxStreams) return;
    const [next] = this.#waiting;
    if (next === undefined) return;
    const [path, wakes] = next;
    this.#waiting.delete(path);
    for (const wake of wakes) wake();
  }

  async #place(path: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => {
      resolve(undefined);
    };
    const wakes = this.#waiting.get(path) ?? new Set();
    this.#waiting.set(path, wakes.add(wake));
    signal.addEventListener('abort', wake);
    await promise;
    signal.removeEventListener('abort', wake);
    wakes.delete(wake);
    if (wakes.size === 0 && this.#waiting.get(path) === wakes) this.#waiting.delete(path);
  }
}
