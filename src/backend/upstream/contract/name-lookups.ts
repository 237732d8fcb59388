import type { LookupAddress } from 'node:dns';

/** The addresses of a host. Rejects with an error that has a code, as `dns.lookup` does, or with the signal's reason. */
export type LookUp = (host: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

export interface NameLookupsOptions {
  /** How many lookups may run at a time; one without an answer keeps its thread until the system's own timeout. */
  readonly places: number;
  /** The system's own, which knows all its sources of names, but cannot be stopped. */
  readonly querySystem: (host: string) => Promise<readonly LookupAddress[]>;
  /** Asks the hosts file and the name servers without a thread. */
  readonly queryServers: LookUp;
}

interface Waiter {
  readonly owner: string;
  readonly start: () => void;
}

/**
 * Name look-ups of all data sources of a process. The system has few threads for them: each data source has one place at a time, and who finds
 * none free asks the name servers directly meanwhile, so that names nobody answers for hold up nobody else's.
 */
export class NameLookups {
  readonly #options: NameLookupsOptions;
  /** What the system is asked, and for whom. */
  readonly #running = new Map<
    string,
    { readonly owner: string; readonly addresses: Promise<readonly LookupAddress[]> }
  >();
  readonly #waiting = new Set<Waiter>();

  constructor(options: NameLookupsOptions) {
    this.#options = options;
  }

  /** One data source's. */
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

/** The first that is fulfilled; when none is, why the first in the list was not: the system knows best. */
async function firstOf<Value>(promises: readonly Promise<Value>[]): Promise<Value> {
  const settled = Promise.allSettled(promises);
  try {
    return await Promise.any(promises);
  } catch {
    const [first] = await settled;
    throw first?.status === 'rejected' ? (first.reason as Error) : new Error('expected a look-up, got none');
  }
}
