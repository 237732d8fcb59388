import { type Kept, KeptMemory } from './kept-memory.ts';

/**
 * The memory that all answers may take together while they are read and written; the data sources of a process share it.
 * - When it is used up, reading an answer waits until others are done.
 * - When one has waited for long, or all wait for each other, the data source that holds most loses the largest answer that it is reading. So an answer
 *   without end cannot stop the others.
 * - An eighth is reserved for data sources that hold little, so that small answers do not wait for the large ones of another data source.
 * - Caches (`keep`) give way to answers that are being read.
 */
export interface SharedMemoryBudget {
  /** One data source's view of it. */
  of(owner: string): MemoryBudget;
  /** Counts memory that is in use already, until the returned function is called. Never waits. */
  count(owner: string, bytes: number): () => void;
  /** How many bytes are free; below 0 where more was counted than there is. */
  room(): number;
  /** Counts a buffer until it is freed or transferred to a thread. @param beside further bytes that live as long as the buffer */
  track(owner: string, buffer: ArrayBuffer, beside?: number): void;
}

export interface MemoryBudget {
  /** Opens the share of one answer. `onRefused` is called at most once, and never after `release`. */
  open(onRefused: (reason: MemoryRefusal) => void): MemoryShare;
  /** Counts a buffer that exists already, until it is freed or transferred to a thread. */
  track(buffer: ArrayBuffer): void;
  /** Counts the memory of a cache. @param onDrop has to free as much of it as possible at once, and to call `resize` or `release` */
  keep(onDrop: () => void): Kept;
}

/** `alone`: too large even without any other answer. `others`: too large together with the answers that other requests hold. */
export type MemoryRefusal = 'alone' | 'others';

export interface MemoryShare {
  /** Takes more bytes. Where there is no room yet, returns a promise that resolves when there is, or when the share is refused. */
  take(bytes: number): Promise<undefined> | undefined;
  release(): void;
}

export interface MemoryBudgetOptions {
  readonly maxBytes?: number;
  /** What one answer may take while there is no other. */
  readonly maxBytesAlone?: number;
  /** How long a request may wait for memory before the largest answer is given up. */
  readonly patienceMs?: number;
}

interface Holder {
  readonly owner: string;
  bytes: number;
  readonly onRefused: (reason: MemoryRefusal) => void;
}

interface Waiter {
  readonly holder: Holder;
  readonly bytes: number;
  readonly admit: () => void;
  readonly sinceMs: number;
}

interface Tracked {
  readonly owner: string;
  readonly bytes: number;
  readonly buffer: WeakRef<ArrayBuffer>;
}

export function createMemoryBudget({
  maxBytes = 512 * 1024 * 1024,
  maxBytesAlone = Infinity,
  patienceMs = 1500,
}: MemoryBudgetOptions = {}): SharedMemoryBudget {
  return new Budget({ maxBytes, maxBytesAlone, patienceMs });
}

/** How many times longer a request waits while threads are at work, which ends by itself. */
const patienceWithWork = 5;
/** How long requests that all wait for each other wait: long enough for one that is about to end. */
const stuckMs = 150;

/** One part of so many is reserved for data sources that hold little. */
const reservedParts = 8;

const minPruned = 64;

/** How often buffers are checked while a request waits: there is no event for a freed buffer. */
const lookMs = 20;

class Budget implements SharedMemoryBudget {
  readonly #options: Required<MemoryBudgetOptions>;
  readonly #kept = new KeptMemory(() => this.room());
  readonly #holders = new Set<Holder>();
  readonly #counted = new Set<Pick<Holder, 'owner' | 'bytes'>>();
  #tracked: Tracked[] = [];
  #pruneAt = minPruned;
  /** The sum of #holders and #counted; #tracked is added up when it is asked for. */
  #bytes = 0;
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #lastRefusedMs = -Infinity;

  constructor(options: Required<MemoryBudgetOptions>) {
    this.#options = options;
  }

  of(owner: string): MemoryBudget {
    return {
      track: (buffer) => {
        this.track(owner, buffer);
      },
      keep: (onDrop) => this.#kept.keep(owner, onDrop),
      open: (onRefused) => {
        const holder: Holder = { owner, bytes: 0, onRefused };
        this.#holders.add(holder);
        return {
          take: (bytes) => this.#take(holder, bytes),
          release: () => {
            this.#drop(holder);
            this.#admit();
          },
        };
      },
    };
  }

  count(owner: string, bytes: number): () => void {
    const counted = { owner, bytes };
    this.#counted.add(counted);
    this.#bytes += bytes;
    return () => {
      if (this.#counted.delete(counted)) this.#bytes -= bytes;
      this.#admit();
    };
  }

  room(): number {
    return this.#options.maxBytes - this.#used();
  }

  track(owner: string, buffer: ArrayBuffer, beside = 0): void {
    // Not with each buffer: an answer may bring ten thousand of them.
    if (this.#tracked.length >= this.#pruneAt) {
      this.#prune();
      this.#pruneAt = Math.max(minPruned, 2 * this.#tracked.length);
    }
    this.#tracked.push({ owner, bytes: buffer.byteLength + beside, buffer: new WeakRef(buffer) });
  }

  #take(holder: Holder, bytes: number): Promise<undefined> | undefined {
    if (!this.#holders.has(holder)) return undefined;
    if (holder.bytes + bytes > this.#options.maxBytesAlone) {
      this.#refuse(holder, 'alone');
      return undefined;
    }
    if (this.#waiters.size === 0 ? this.#hasRoom(holder, bytes) : this.#isSmall(holder, bytes)) {
      this.#give(holder, bytes);
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#waiters.add({
      holder,
      bytes,
      admit: () => {
        resolve(undefined);
      },
      sinceMs: performance.now(),
    });
    this.#timer ??= setInterval(() => {
      this.#look();
    }, lookMs);
    return promise;
  }

  #hasRoom(holder: Holder, bytes: number): boolean {
    const used = this.#used();
    if (used + bytes <= this.#options.maxBytes) return true;
    // Also alone: a large answer while all the others fit in the reserved part.
    const isAlone =
      used === holder.bytes ||
      (used - holder.bytes <= this.#reservedBytes && holder.bytes + bytes > this.#reservedBytes);
    return (isAlone && used + bytes <= this.#options.maxBytesAlone) || this.#isSmall(holder, bytes);
  }

  /** Whether there is room in the reserved part, which is for every data source but the one that holds most. */
  #isSmall({ owner }: Holder, bytes: number): boolean {
    let [all, own, most] = [0, 0, 0];
    for (const [name, held] of this.#heldByOwner()) {
      all += held;
      if (name === owner) own = held;
      most = Math.max(most, held);
    }
    return own + bytes < most && all - most + bytes <= this.#reservedBytes;
  }

  get #reservedBytes(): number {
    return this.#options.maxBytes / reservedParts;
  }

  #used(): number {
    this.#prune();
    return this.#tracked.reduce((sum, { bytes }) => sum + bytes, this.#bytes);
  }

  *#all(): Generator<Pick<Holder, 'owner' | 'bytes'>> {
    this.#prune();
    yield* this.#holders;
    yield* this.#counted;
    yield* this.#tracked;
  }

  #give(holder: Holder, bytes: number): void {
    holder.bytes += bytes;
    this.#bytes += bytes;
    if (this.#kept.bytes > 0) this.#kept.shrinkTo(this.room());
  }

  #prune(): void {
    if (this.#tracked.length === 0) return;
    this.#tracked = this.#tracked.filter(({ buffer }) => buffer.deref()?.detached === false);
  }

  /** Gives memory to waiting requests as long as they fit; those of the data source that holds least come first. */
  #admit(): void {
    if (this.#waiters.size === 0) return;
    const held = this.#heldByOwner();
    const waiters = [...this.#waiters].sort(
      (a, b) => (held.get(a.holder.owner) ?? 0) - (held.get(b.holder.owner) ?? 0),
    );
    for (const waiter of waiters) {
      if (!this.#hasRoom(waiter.holder, waiter.bytes)) return;
      this.#give(waiter.holder, waiter.bytes);
      this.#waiters.delete(waiter);
      waiter.admit();
    }
  }

  #heldByOwner(): Map<string, number> {
    const held = new Map<string, number>();
    for (const { owner, bytes } of this.#all()) held.set(owner, (held.get(owner) ?? 0) + bytes);
    return held;
  }

  #look(): void {
    this.#admit();
    const patienceMs = this.#patienceMs();
    // Measured for the request that waits longest: small answers that came and went meanwhile did not help it.
    const [oldest] = this.#waiters;
    const sinceMs = Math.max(oldest?.sinceMs ?? Infinity, this.#lastRefusedMs);
    if (performance.now() - sinceMs >= patienceMs) {
      this.#refuseLargest();
      this.#lastRefusedMs = performance.now();
    }
    if (this.#waiters.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Work of threads ends by itself; an answer that is being read may never end; and where all wait for each other, none of them will. */
  #patienceMs(): number {
    const { patienceMs } = this.#options;
    if (this.#counted.size > 0) return patienceMs * patienceWithWork;
    return this.#tracked.length === 0 && this.#isStuck() ? Math.min(patienceMs, stuckMs) : patienceMs;
  }

  #isStuck(): boolean {
    const waiting = new Set([...this.#waiters].map(({ holder }) => holder));
    return [...this.#holders].every((holder) => holder.bytes === 0 || waiting.has(holder));
  }

  #refuseLargest(): void {
    const held = this.#heldByOwner();
    const heldBy = ({ owner }: Holder): number => held.get(owner) ?? 0;
    const candidates = [...this.#holders].filter(({ bytes }) => bytes > 0);
    const [first, ...others] = candidates.length > 0 ? candidates : [...this.#waiters].map(({ holder }) => holder);
    if (first === undefined) return;
    const largest = others.reduce((most, holder) => {
      const more = heldBy(holder) - heldBy(most);
      return more > 0 || (more === 0 && holder.bytes > most.bytes) ? holder : most;
    }, first);
    this.#refuse(largest, 'others');
    this.#admit();
  }

  #refuse(holder: Holder, reason: MemoryRefusal): void {
    this.#drop(holder);
    holder.onRefused(reason);
  }

  #drop(holder: Holder): void {
    this.#bytes -= holder.bytes;
    holder.bytes = 0;
    this.#holders.delete(holder);
    if (this.#waiters.size === 0) return;
    for (const waiter of this.#waiters) {
      if (waiter.holder !== holder) continue;
      this.#waiters.delete(waiter);
      waiter.admit();
    }
  }
}
