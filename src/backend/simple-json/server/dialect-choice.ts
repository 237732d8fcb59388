import { UpstreamError } from '../../upstream/contract/upstream-error.ts';
import { connectionsFree } from './connections-free.ts';
import type { Dialect } from './dialect-table.ts';

/** What a server answers to a body with fields that it does not know, if it minds them; the last one from those that throw. */
const refusalStatuses = new Set([400, 422, 500]);

/** For so long a server that refuses a question in every dialect is not asked in another one. */
const pauseMs = 5 * 60_000;

/** A server that minds a field says so at once; what took longer is another fault, and a rule has no time for more tries. */
const maxRefusalMs = 2000;

export interface DialectChoiceOptions {
  /** Whether another dialect may be tried; otherwise it stays what it is. */
  readonly isAutomatic: boolean;
  readonly now?: () => number;
}

/**
 * In which dialect a server is asked for data. Most servers take what they know of a body and ignore the rest; one that
 * refuses it is asked again in others, and what it takes is remembered until it refuses that too, as it may after an upgrade.
 */
export class DialectChoice {
  #current: Dialect;
  readonly #options: DialectChoiceOptions;
  #pausedUntil = -Infinity;
  #search: Promise<unknown> | undefined;

  constructor(dialect: Dialect, options: DialectChoiceOptions) {
    this.#current = dialect;
    this.#options = options;
  }

  get current(): Dialect {
    return this.#current;
  }

  /**
   * @param others gets the status of the refusal; what the server may speak instead, likeliest first; read as far as needed
   * @throws what the question in the current dialect was answered with, when the server takes it in no other either
   */
  async query<T>(
    send: (dialect: Dialect) => Promise<T>,
    others: (status: number) => AsyncIterable<Dialect>,
  ): Promise<T> {
    const before = this.#current;
    const startedMs = this.#now();
    try {
      return await send(before);
    } catch (refusal) {
      if (!this.#options.isAutomatic || !isRefusal(refusal)) throw refusal;
      if (this.#now() - startedMs > maxRefusalMs) throw refusal;
      // Of several questions refused at a time one searches, and the others profit.
      if (this.#search !== undefined) await this.#search.catch(() => undefined);
      if (this.#current !== before) return send(this.#current);
      if (this.#now() < this.#pausedUntil) throw refusal;
      const search = this.#tryOthers(send, others(refusal.status ?? 0));
      this.#search = search;
      const found = await search.finally(() => (this.#search = undefined));
      if (found === undefined) throw refusal;
      return found.value;
    }
  }

  async #tryOthers<T>(
    send: (dialect: Dialect) => Promise<T>,
    others: AsyncIterable<Dialect>,
  ): Promise<{ readonly value: T } | undefined> {
    const before = this.#current;
    this.#pausedUntil = this.#now() + pauseMs;
    for await (const dialect of others) {
      if (dialect === before) continue;
      await connectionsFree();
      const answer = await unlessRefused(send(dialect));
      if (answer === undefined) continue;
      this.#current = dialect;
      this.#pausedUntil = -Infinity;
      return answer;
    }
    return undefined;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

async function unlessRefused<T>(asking: Promise<T>): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await asking };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** Whether a server may mind a field that it does not know. */
export function isRefusal(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.kind === 'status' && refusalStatuses.has(error.status ?? 0);
}
