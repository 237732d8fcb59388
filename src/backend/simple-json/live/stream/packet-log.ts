import type { StreamPacket } from '../../../sdk/api/stream.ts';
import type { Kept } from '../../../upstream/contract/kept-memory.ts';
import type { MemoryBudget } from '../../../upstream/contract/memory-budget.ts';

/** The most bytes that are kept for slow readers. */
const maxBytes = 1024 * 1024;

/** The packets that a viewer has missed by the time its run begins. */
export type MissedPackets = () => readonly StreamPacket[] | Promise<readonly StreamPacket[]>;

interface Reader {
  /** The number of the packet that it reads next. */
  next: number;
  wake: (() => void) | undefined;
}

/**
 * The packets of one stream, for readers of any speed. A packet is kept until all readers have it. A reader misses the oldest packets when it is more
 * than 1 MiB behind the fastest one, or when the memory is needed elsewhere. The writer waits when even the fastest reader is 1 MiB behind.
 */
export class PacketLog {
  readonly #packets: StreamPacket[] = [];
  readonly #readers = new Set<Reader>();
  /** The number of the first packet that is kept. */
  #first = 0;
  #bytes = 0;
  #room: PromiseWithResolvers<undefined> | undefined;
  readonly #kept: Kept;

  constructor(keep: MemoryBudget['keep']) {
    this.#kept = keep(() => {
      this.#dropFetched();
      this.#count();
    });
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** How many packets readers have missed because they were too slow. */
  missedCount = 0;

  /** Undefined where there is room for a packet, as without readers; else a promise that resolves when the fastest reader has taken enough. */
  hasRoom(): Promise<undefined> | undefined {
    if (this.#bytesAfter(this.#fastest()) < maxBytes) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  write(packet: StreamPacket): void {
    if (this.#readers.size === 0) return;
    this.#packets.push(packet);
    this.#bytes += packet.length;
    while (this.#bytes > maxBytes && this.#first < this.#fastest()) this.#dropFirst();
    if (!this.#count()) this.#dropFetched();
    for (const { wake } of this.#readers) wake?.();
  }

  /** The packets of `first`, then those that are written from now on, until the signal is aborted. */
  async *read(signal: AbortSignal, first: MissedPackets = () => []): AsyncGenerator<StreamPacket> {
    const reader: Reader = { next: this.#end(), wake: undefined };
    const onAbort = (): void => reader.wake?.();
    this.#readers.add(reader);
    signal.addEventListener('abort', onAbort);
    try {
      yield* await first();
      while (!signal.aborted) {
        const packet = this.#take(reader);
        if (packet === undefined) await this.#written(reader);
        else yield packet;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#readers.delete(reader);
      this.#trim();
    }
  }

  #take(reader: Reader): StreamPacket | undefined {
    if (reader.next < this.#first) {
      this.missedCount += this.#first - reader.next;
      reader.next = this.#first;
    }
    const packet = this.#packets[reader.next - this.#first];
    if (packet === undefined) return undefined;
    reader.next += 1;
    this.#trim();
    return packet;
  }

  async #written(reader: Reader): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    reader.wake = () => {
      resolve(undefined);
    };
    await promise;
    reader.wake = undefined;
  }

  #trim(): void {
    let slowest = this.#end();
    for (const { next } of this.#readers) slowest = Math.min(slowest, next);
    if (this.#first < slowest || this.#readers.size === 0) {
      while (this.#first < slowest) this.#dropFirst();
      this.#count();
    }
    if (this.#room === undefined || this.#bytesAfter(this.#fastest()) >= maxBytes) return;
    this.#room.resolve(undefined);
    this.#room = undefined;
  }

  /** Drops the packets that the fastest reader has already. */
  #dropFetched(): void {
    while (this.#first < this.#fastest()) this.#dropFirst();
  }

  #count(): boolean {
    if (this.#readers.size > 0) return this.#kept.resize(this.#bytes);
    this.#kept.release();
    return true;
  }

  #dropFirst(): void {
    this.#bytes -= this.#packets.shift()?.length ?? 0;
    this.#first += 1;
  }

  #end(): number {
    return this.#first + this.#packets.length;
  }

  #fastest(): number {
    let fastest = this.#first;
    for (const { next } of this.#readers) fastest = Math.max(fastest, next);
    return fastest;
  }

  #bytesAfter(next: number): number {
    return this.#packets.slice(Math.max(0, next - this.#first)).reduce((sum, { length }) => sum + length, 0);
  }
}
