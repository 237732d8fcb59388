import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { MemoryBudget } from '../../../upstream/contract/memory-budget.ts';
import type { DataSourceMeter } from '../../metrics/data-source-meter.ts';
import { LiveStream, type LiveStreamOptions } from './live-stream.ts';

/** One run of a channel. */
export interface LiveRun {
  /** Where the channel has no stream yet. */
  readonly open: () => LiveStreamOptions;
  /** What the run's viewer has missed by the time the run takes part. */
  readonly missed: () => readonly StreamPacket[];
}

interface Counting {
  readonly meter: Pick<DataSourceMeter, 'streaming'>;
  /** Where packets are counted that not all have fetched. */
  readonly keep: MemoryBudget['keep'];
}

/** The streams of one data source, one for each channel, and no more at a time than it may have. */
export class LiveStreams {
  readonly #maxStreams: number;
  readonly #streams = new Map<string, LiveStream>();
  /** By their channels, those who wait longest first. */
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
   * What is new in a channel, until the signal is aborted. Runs of one channel share a stream; one that finds no place waits for one,
   * since a host would start again at once what ends.
   */
  async *run(path: string, { open, missed }: LiveRun, signal: AbortSignal): AsyncGenerator<StreamPacket> {
    while (!signal.aborted && !this.has(path) && this.size >= this.#maxStreams) await this.#place(path, signal);
    if (signal.aborted) {
      this.#passPlace();
      return;
    }
    const stream = this.#streams.get(path) ?? this.#open(path, open());
    try {
      yield* stream.run(signal, missed);
    } finally {
      if (!stream.isRunning) {
        this.#close(path, stream);
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

  /** Another one of the channel may have begun since. */
  #close(path: string, stream: LiveStream): void {
    if (this.#streams.get(path) !== stream) return;
    this.#streams.delete(path);
    this.#counting.meter.streaming(-1);
  }

  /** A free place goes to one channel: were all told, thousands would come for each. */
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
