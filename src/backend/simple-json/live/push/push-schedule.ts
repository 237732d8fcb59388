import { UpstreamError } from '../../../upstream/contract/upstream-error.ts';

const maxPauseMs = 30_000;
/** After a server that announced a stream had none, or announced none. */
const absentPauseMs = 5 * 60_000;
/** EventSource waits for some seconds as well, unless the server says how long. */
const usualRetryMs = 1000;
/** A connection that lived for so long was a good one. */
export const goodLifeMs = 10_000;
const minRetryMs = 100;

/** How a connection ended, or why there was none. */
export type PushEnd =
  | { readonly kind: 'ended' | 'silent'; readonly livedMs: number }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'unannounced' | 'unknown' };

/**
 * When a stream is opened again: soon where a good connection has ended, after others in pauses that double, up to half a minute, and
 * differ from stream to stream; after minutes where the server has none. Never sooner than the server wants.
 */
export class PushSchedule {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** @param retryMs what the server has asked for */
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

/** Whether the server has no stream to read, which it will not have in a moment either. */
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
