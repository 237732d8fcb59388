/** The longest pause after failures. */
const maxPauseMs = 30_000;

/**
 * When a stream asks next: at even intervals, however long answers take. After failures, in pauses that double up to 30 s and are random, so that not
 * all streams ask at the same moment.
 */
export class PollSchedule {
  readonly #pollMs: number;
  readonly #random: () => number;
  #dueMs: number;
  #failures = 0;

  constructor({ pollMs, firstMs, random = Math.random }: PollScheduleOptions) {
    this.#pollMs = pollMs;
    this.#dueMs = firstMs;
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  pauseMs(nowMs: number): number {
    return Math.max(0, this.#dueMs - nowMs);
  }

  /** Sets the time of the next request. */
  askAt(dueMs: number): void {
    this.#dueMs = dueMs;
  }

  /** An answer came. Requests that should have been made in the meantime are left out. */
  succeeded(nowMs: number): void {
    this.#failures = 0;
    this.#dueMs += this.#pollMs;
    if (this.#dueMs < nowMs) this.#dueMs = nowMs;
  }

  failed(nowMs: number): void {
    const pauseMs = Math.min(maxPauseMs, 2 * this.#pollMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#dueMs = nowMs + Math.max(this.#pollMs, pauseMs * (0.5 + this.#random() / 2));
  }
}

export interface PollScheduleOptions {
  readonly pollMs: number;
  /** When to ask first. */
  readonly firstMs: number;
  readonly random?: () => number;
}
