/** The longest pause after failures. */
const maxPauseMs = 30_000;

/**
 * When a stream asks next. At even intervals, however long answers take; after failures in pauses that double, up to half a minute,
 * and differ from stream to stream, so that not all come back together.
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

  /** Asks at that time, whatever was to be. */
  askAt(dueMs: number): void {
    this.#dueMs = dueMs;
  }

  /** An answer came. What is overdue by then is left out. */
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
