import type { LookupAddress } from 'node:dns';

/** Finds the addresses of a host. Rejects with an error that has a `code`, as `dns.lookup` does, or with the signal's reason. */
export type LookUp = (host: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

export interface NameLookupsOptions {
  /** How many lookups of the system may run at a time. One without an answer occupies its thread until the system's own timeout. */
  readonly places: number;
  /** The system's own lookup (getaddrinfo). It knows all sources of names, but cannot be aborted. */
  readonly querySystem: (host: string) => Promise<readonly LookupAddress[]>;
  /** Reads the hosts file and asks the name servers, which takes no thread. */
  readonly queryServers: LookUp;
}

interface Waiter {
  readonly owner: string;
  readonly start: () => void;
}

/**
 * The name lookups of all data sources of a process. Node.js has few threads for lookups of the system, so each data source may occupy one at a time. A
 * lookup that finds none free waits for one and asks the name servers directly meanwhile: a name without an answer does not delay other lookups.
 */
export class NameLookups {
  readonly #options: NameLookupsOptions;
  /** The system's lookups under way, by host. */
  readonly #running = new Map<
    string,
    { readonly owner: string; readonly addresses: Promise<readonly LookupAddress[]> }
  >();
  readonly #waiting = new Set<Waiter>();

  constructor(options: NameLookupsOptions) {
    this.#options = options;
  }

  /** The lookup function of one data source. */
  of(owner: string): LookUp {
    return (host, signal) => this.#lookUp(host, { owner, signal });
  }

  async #lookUp(
    host: string,
    { owner, signal }: { owner: string; signal: AbortSignal },
  ): Promise<readonly LookupAddress[]> {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const done = new AbortController();
    const onAbort = (): void => {
      reject(signal.reason);
      done.abort(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const known = this.#running.get(host)?.addresses;
    const hasPlace = known === undefined && this.#hasPlace(owner);
    const system = known ?? (hasPlace ? this.#querySystem(host, owner) : this.#queryLater(host, owner, done.signal));
    const answers = hasPlace ? [system] : [system, this.#options.queryServers(host, done.signal)];
    try {
      return await Promise.race([aborted, firstOf(answers)]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      done.abort();
    }
  }

  #hasPlace(owner: string): boolean {
    if (this.#running.size >= this.#options.places) return false;
    for (const running of this.#running.values()) if (running.owner === owner) return false;
    return true;
  }

  #querySystem(host: string, owner: string): Promise<readonly LookupAddress[]> {
    const addresses = this.#options.querySystem(host).finally(() => {
      this.#running.delete(host);
      this.#startNext();
    });
    this.#running.set(host, { owner, addresses });
    return addresses;
  }

  #queryLater(host: string, owner: string, signal: AbortSignal): Promise<readonly LookupAddress[]> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        owner,
        start: () => {
          const known = this.#running.get(host)?.addresses;
          (known ?? this.#querySystem(host, owner)).then(resolve, reject);
        },
      };
      this.#waiting.add(waiter);
      signal.addEventListener('abort', () => {
        this.#waiting.delete(waiter);
        reject(signal.reason as Error);
      });
    });
  }

  #startNext(): void {
    for (const waiter of this.#waiting) {
      if (!this.#hasPlace(waiter.owner)) continue;
      this.#waiting.delete(waiter);
      waiter.start();
    }
  }
}

/** The first result. When all fail, the error of the first in the list, which is the system's: it knows best. */
async function firstOf<Value>(promises: readonly Promise<Value>[]): Promise<Value> {
  const settled = Promise.allSettled(promises);
  try {
    return await Promise.any(promises);
  } catch {
    const [first] = await settled;
    throw first?.status === 'rejected' ? (first.reason as Error) : new Error('expected a look-up, got none');
  }
}
