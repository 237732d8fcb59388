/** Memory of a cache, which its owner can give up at any time: answers kept for later, packets that slow viewers have not fetched. */
export interface Kept {
  /** Asks for another size. @returns whether it is granted; if not, the old size goes on counting */
  resize(bytes: number): boolean;
  release(): void;
}

interface Entry {
  readonly owner: Owner;
  bytes: number;
  /** Has to free memory at once, and to call `resize` with less or `release`. */
  readonly onDrop: () => void;
}

interface Owner {
  bytes: number;
  /** Entries that can be dropped; the one that was resized longest ago comes first. */
  readonly entries: Set<Entry>;
}

/**
 * Counts the memory of caches. When room is needed, the oldest entry of the data source that keeps most is dropped first. Nobody has to wait for that.
 */
export class KeptMemory {
  readonly #owners = new Map<string, Owner>();
  readonly #room: () => number;
  #bytes = 0;

  /** @param room returns how many bytes may be kept at the moment */
  constructor(room: () => number) {
    this.#room = room;
  }

  get bytes(): number {
    return this.#bytes;
  }

  keep(name: string, onDrop: () => void): Kept {
    const owner = this.#owners.get(name) ?? { bytes: 0, entries: new Set() };
    this.#owners.set(name, owner);
    const entry: Entry = { owner, bytes: 0, onDrop };
    return {
      resize: (bytes) => {
        if (bytes > entry.bytes && !this.#makeRoom(entry, bytes - entry.bytes)) return false;
        this.#resize(entry, bytes);
        // To the end: it is the newest now.
        owner.entries.delete(entry);
        owner.entries.add(entry);
        return true;
      },
      release: () => {
        this.#resize(entry, 0);
        owner.entries.delete(entry);
      },
    };
  }

  /** Drops entries until no more than `bytes` are kept, or nothing is left that can be dropped. */
  shrinkTo(bytes: number): void {
    while (this.#bytes > Math.max(bytes, 0) && dropOldest(this.#largest())) continue;
  }

  /** Drops entries of the data source that keeps most, if that is more than this entry's; else older ones of its own. */
  #makeRoom(entry: Entry, growth: number): boolean {
    const { owner } = entry;
    owner.entries.delete(entry);
    while (this.#bytes + growth > this.#room()) {
      const largest = this.#largest();
      if (!dropOldest(largest !== undefined && largest.bytes > owner.bytes + growth ? largest : owner)) return false;
    }
    return true;
  }

  #largest(): Owner | undefined {
    let largest: Owner | undefined;
    for (const owner of this.#owners.values())
      if (owner.entries.size > 0 && owner.bytes > (largest?.bytes ?? 0)) largest = owner;
    return largest;
  }

  #resize(entry: Entry, bytes: number): void {
    const growth = bytes - entry.bytes;
    entry.bytes = bytes;
    entry.owner.bytes += growth;
    this.#bytes += growth;
  }
}

function dropOldest(owner: Owner | undefined): boolean {
  const [oldest] = owner?.entries ?? [];
  if (oldest === undefined) return false;
  // The entry is added again by its next resize. Until then it is not dropped twice, should it be unable to free anything now.
  oldest.owner.entries.delete(oldest);
  oldest.onDrop();
  return true;
}
