import { UpstreamError } from '../../../upstream/contract/upstream-error.ts';

const maxPauseMs = 30_000;
/** The pause where the server announces no stream, or announces one that it does not have. */
const absentPauseMs = 5 * 60_000;
/** The pause after a connection has ended, unless the server says how long; a browser's EventSource waits a few seconds as well. */
const usualRetryMs = 1000;
/** A connection that was open for this long worked: its end is no failure. */
export const goodLifeMs = 10_000;
const minRetryMs = 100;

/** How a connection ended, or why there was none. */
export type PushEnd =
  | { readonly kind: 'ended' | 'silent'; readonly livedMs: number }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'unannounced' | 'unknown' };

/**
 * When a stream is opened again: soon after the end of a connection that worked; after failures in random pauses that double up to 30 s; after five
 * minutes where the server has no stream. Never sooner than the server asks for.
 */
export class PushSchedule {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** @param retryMs the pause that the server has asked for */
  pauseAfter(end: PushEnd, retryMs?: number): number {
    const told = retryMs === undefined ? 0 : Math.min(absentPauseMs, Math.max(minRetryMs, retryMs));
    const wanted = told === 0 ? usualRetryMs : told;
    if (end.kind === 'silent') return this.#soon(0);
    if (end.kind === 'ended' && end.livedMs >= goodLifeMs) return this.#soon(wanted);
    if (isAbsent(end)) return absentPauseMs * this.#between(0.8, 1.2);
    const backOffMs =
      Math.min(maxPauseMs, Math.max(wanted, usualRetryMs) * 2 ** this.#failures) * this.#between(0.5, 1);
    this.#failures += 1;
    return Math.max(told, backOffMs, retryAfterMs(end));
  }

  #soon(ms: number): number {
    this.#failures = 0;
    return ms * this.#between(0.75, 1.25);
  }

  #between(least: number, most: number): number {
    return least + this.#random() * (most - least);
  }
}

const absentStatuses: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 415, 422, 500, 501]);

/** Whether the server has no stream that can be read, so that trying again soon is useless. */
function isAbsent(end: PushEnd): boolean {
  if (end.kind === 'unannounced') return true;
  if (end.kind !== 'failed' || !(end.error instanceof UpstreamError)) return false;
  const { kind, status = 0 } = end.error;
  return ['protocol', 'redirect', 'too-large'].includes(kind) || (kind === 'status' && absentStatuses.has(status));
}

function retryAfterMs(end: PushEnd): number {
  const error = end.kind === 'failed' ? end.error : undefined;
  return error instanceof UpstreamError ? Math.min(absentPauseMs, error.retryAfterMs ?? 0) : 0;
}
