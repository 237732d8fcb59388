/** As much of undici's pools, and of the clients that it has instead of a pool of one connection. */
export interface ClosablePool {
  readonly destroyed: boolean;
  destroy(): Promise<void>;
}

/** The pools of an agent, which forgets them itself as soon as it closes. undici makes a new one whenever an origin had no connection left. */
export class OpenPools {
  readonly #pools = new Set<ClosablePool>();

  get size(): number {
    return this.#pools.size;
  }

  /** Adds a pool that has a connection, and forgets those that are gone. */
  add(pool: ClosablePool): void {
    for (const known of this.#pools) if (known.destroyed) this.#pools.delete(known);
    this.#pools.add(pool);
  }

  destroy(): void {
    for (const pool of this.#pools) void pool.destroy();
  }
}
