import { UpstreamError } from '../../upstream/contract/upstream-error.ts';
import { connectionsFree } from './connections-free.ts';
import type { Dialect } from './dialect-table.ts';

/** Statuses by which servers refuse a body with fields that they do not know; 500 from those that throw an exception. */
const refusalStatuses = new Set([400, 422, 500]);

/** How long no other dialect is tried after a server has refused a request in every dialect; doubled each further time. */
const pauseMs = 5 * 60_000;
const longestPauseMs = 60 * 60_000;

/** A server that refuses a field does so at once. A refusal that took longer has another reason, and a rule has no time for more tries. */
const maxRefusalMs = 2000;

/** The status of servers that fail at unknown fields, and of every server that is broken. */
const brokenStatus = 500;

export interface DialectChoiceOptions {
  /** Whether another dialect may be tried. */
  readonly isAutomatic: boolean;
  readonly now?: () => number;
}

interface DoubtfulDialect {
  readonly dialect: Dialect;
  readonly pauseMs: number;
  readonly untilMs: number;
}

/**
 * Chooses the dialect in which a server is asked for data. Most servers ignore fields that they do not know. A server that refuses a body is asked again
 * in other dialects; the one that it accepts is remembered until it refuses that too, as after an upgrade. A server that breaks down must not get more requests
 * than before: when it accepted the dialect a moment ago, a 500 is not about the fields.
 */
export class DialectChoice {
  #current: Dialect;
  readonly #options: DialectChoiceOptions;
  #pausedUntil = -Infinity;
  #pauseMs = pauseMs;
  /** When the server last accepted the current dialect. */
  #tookAt = -Infinity;
  /** Another dialect that it refused with a 500, which may have been about something else: asked again at times. */
  #doubtful: DoubtfulDialect | undefined;
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
    ask: (dialect: Dialect) => Promise<T>,
    others: (status: number) => AsyncIterable<Dialect>,
  ): Promise<T> {
    const restored = this.#doubtful === undefined ? undefined : await this.#askDoubtful(ask, this.#doubtful);
    if (restored !== undefined) return restored.value;
    const before = this.#current;
    const startedMs = this.#now();
    try {
      const answer = await ask(before);
      if (before === this.#current) this.#took();
      return answer;
    } catch (refusal) {
      if (!this.#options.isAutomatic || !isRefusal(refusal)) throw refusal;
      if (this.#now() - startedMs > maxRefusalMs) throw refusal;
      // When several requests are refused at a time, one of them searches and the others wait for what it finds.
      if (this.#search !== undefined) await this.#search.catch(() => undefined);
      if (this.#current !== before) return ask(this.#current);
      return this.#searchOthers(ask, others, refusal);
    }
  }

  /** @throws the refusal when the server takes nothing else, or is not to be asked now */
  async #searchOthers<T>(
    ask: (dialect: Dialect) => Promise<T>,
    others: (status: number) => AsyncIterable<Dialect>,
    refusal: UpstreamError,
  ): Promise<T> {
    if (this.#now() < this.#pausedUntil || this.#isBroken(refusal)) throw refusal;
    const status = refusal.status ?? 0;
    const search = this.#tryOthers(ask, others(status), status);
    this.#search = search;
    const found = await search.finally(() => (this.#search = undefined));
    if (found === undefined) throw refusal;
    return found.value;
  }

  /** A server that worked until now is broken for a while before anything else is thought of. */
  #isBroken({ status }: UpstreamError): boolean {
    return status === brokenStatus && this.#now() - this.#tookAt < longestPauseMs;
  }

  async #tryOthers<T>(
    ask: (dialect: Dialect) => Promise<T>,
    others: AsyncIterable<Dialect>,
    status: number,
  ): Promise<{ readonly value: T } | undefined> {
    const before = this.#current;
    this.#pausedUntil = this.#now() + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
    for await (const dialect of others) {
      if (dialect === before) continue;
      const answer = await unlessRefused(ask, dialect);
      if (answer === undefined) continue;
      const again = status === brokenStatus ? await unlessRefused(ask, before) : undefined;
      if (again === undefined) this.#change(dialect, status);
      this.#found();
      return again ?? answer;
    }
    return undefined;
  }

  #change(dialect: Dialect, status: number): void {
    if (status === brokenStatus) this.#doubtful = { dialect: this.#current, pauseMs, untilMs: this.#now() + pauseMs };
    this.#current = dialect;
  }

  /** A search that found nothing stays found nothing: of a server that takes other questions, one is refused for what it asks. */
  #took(): void {
    this.#tookAt = this.#now();
  }

  #found(): void {
    this.#took();
    this.#pausedUntil = -Infinity;
    this.#pauseMs = pauseMs;
  }

  async #askDoubtful<T>(
    ask: (dialect: Dialect) => Promise<T>,
    doubtful: DoubtfulDialect,
  ): Promise<{ readonly value: T } | undefined> {
    if (this.#now() < doubtful.untilMs) return undefined;
    const next = Math.min(2 * doubtful.pauseMs, longestPauseMs);
    this.#doubtful = { ...doubtful, pauseMs: next, untilMs: this.#now() + next };
    const answer = await unlessRefused(ask, doubtful.dialect);
    if (answer === undefined) return undefined;
    this.#current = doubtful.dialect;
    this.#doubtful = undefined;
    this.#found();
    return answer;
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }
}

async function unlessRefused<T>(
  ask: (dialect: Dialect) => Promise<T>,
  dialect: Dialect,
): Promise<{ readonly value: T } | undefined> {
  await connectionsFree();
  try {
    return { value: await ask(dialect) };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** Whether a server may mind a field that it does not know. */
export function isRefusal(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.kind === 'status' && refusalStatuses.has(error.status ?? 0);
}
