/** For so long a server that had nothing more to say to a query alone is believed that it answers all at once. */
const trustMs = 5 * 60_000;

/**
 * Whether a server answers every target of a request. Many that were made of an example answer the first one only: that shows
 * when a query that got nothing gets something when it is asked alone.
 */
export class BatchSupport {
  #answersAll: boolean | undefined;
  #trustedUntil = -Infinity;
  #brokenUntil = -Infinity;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether each query is to be asked alone from the start. */
  get isMissing(): boolean {
    return this.#answersAll === false;
  }

  /** Whether a query that got nothing may be asked alone to find out. */
  get isDoubtful(): boolean {
    return this.#answersAll !== false && this.#now() >= this.#trustedUntil;
  }

  /** Whether what it refuses is refused for each query alone as well, as it was a moment ago. */
  get isBroken(): boolean {
    return this.#now() < this.#brokenUntil;
  }

  /** @param isBroken whether none of several queries got an answer, together or alone */
  learnBroken(isBroken: boolean): void {
    this.#brokenUntil = isBroken ? this.#now() + trustMs : -Infinity;
  }

  /** @param foundMore whether a query that had got nothing got something when it was asked alone */
  learn(foundMore: boolean): void {
    this.#answersAll = !foundMore;
    this.#trustedUntil = this.#now() + trustMs;
  }
}
