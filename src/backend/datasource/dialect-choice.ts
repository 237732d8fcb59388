import { UpstreamError } from '../upstream/upstream-error.ts';
import type { Dialect } from './dialect.ts';

/** What a server answers to a body with fields that it does not know, if it minds them. */
const refusalStatuses = new Set([400, 422]);

/** For so long a server that refuses a question in the dialect it seems to speak is not looked at again. */
const pauseMs = 5 * 60_000;

export interface DialectChoiceOptions {
  /** Whether the server may be looked at; otherwise the dialect stays what it is. */
  readonly isAutomatic: boolean;
  readonly now?: () => number;
}

/**
 * In which dialect a server is asked for data. Most servers take what they know of a body and ignore the rest; one that
 * refuses it is looked at once, and what it turns out to speak is remembered until it refuses that too, as it may after
 * an upgrade.
 */
export class DialectChoice {
  #current: Dialect;
  readonly #options: DialectChoiceOptions;
  #pausedUntil = -Infinity;

  constructor(dialect: Dialect, options: DialectChoiceOptions) {
    this.#current = dialect;
    this.#options = options;
  }

  get current(): Dialect {
    return this.#current;
  }

  /**
   * @param detect finds out what the server may speak, likeliest first
   * @throws what the question in the current dialect was answered with, when the server takes it in no other either
   */
  async ask<T>(ask: (dialect: Dialect) => Promise<T>, detect: () => Promise<readonly Dialect[]>): Promise<T> {
    const { isAutomatic, now = Date.now } = this.#options;
    const before = this.#current;
    try {
      return await ask(before);
    } catch (refusal) {
      if (!isAutomatic || !isRefusal(refusal) || now() < this.#pausedUntil) throw refusal;
      // Other questions that are refused in the meantime must not start this as well.
      this.#pausedUntil = now() + pauseMs;
      for (const dialect of (await detect()).filter((found) => found !== before)) {
        const answer = await unlessRefused(ask(dialect));
        if (answer === undefined) continue;
        this.#current = dialect;
        this.#pausedUntil = -Infinity;
        return answer.value;
      }
      throw refusal;
    }
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

function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamError && error.kind === 'status' && refusalStatuses.has(error.status ?? 0);
}
