/** Memory that somebody keeps for later and can do without: kept answers, packets that slow viewers have not fetched. */
export interface Kept {
  /** @returns whether it may be so large; if not, it counts as it did */
  resize(bytes: number): boolean;
  release(): void;
}

interface Entry {
  readonly owner: Owner;
  bytes: number;
  /** Has to give memory back at once, and to make the entry smaller or release it. */
  readonly onDrop: () => void;
}

interface Owner {
  bytes: number;
  /** Those that can be dropped, first the one whose size was said longest ago. */
  readonly entries: Set<Entry>;
}

/**
 * Counts what is kept. Where room is needed, the oldest of the data source that keeps most is dropped first. Nobody ever waits for it.
 */
export class KeptMemory {
  readonly #owners = new Map<string, Owner>();
  readonly #room: () => number;
  #bytes = 0;

  /** @param room how much may be kept at the moment */
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
        // Behind all others.
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

  /** Drops until no more than that is kept, or nothing is left that can be dropped. */
  shrinkTo(bytes: number): void {
    while (this.#bytes > Math.max(bytes, 0) && dropOldest(this.#largest())) continue;
  }

  /** Of those who keep more, else of the same data source. */
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
  // It comes back with its next size; one that cannot become smaller now is not asked again before.
  oldest.owner.entries.delete(oldest);
  oldest.onDrop();
  return true;
}
