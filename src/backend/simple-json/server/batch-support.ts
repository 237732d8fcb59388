/** How long a server is trusted to answer all targets of a request, after a query asked alone got nothing more either. */
const trustMs = 5 * 60_000;

/**
 * Remembers whether a server answers every target of a request. Many servers made from an example answer only the first one. This shows when a query
 * without results gets some when it is asked alone.
 */
export class BatchSupport {
  #answersAll: boolean | undefined;
  #trustedUntil = -Infinity;
  #brokenUntil = -Infinity;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether each query is to be asked alone from the start. */
  get isMissing(): boolean {
    return this.#answersAll === false;
  }

  /** Whether a query without results should be asked alone, to find out. */
  get isDoubtful(): boolean {
    return this.#answersAll !== false && this.#now() >= this.#trustedUntil;
  }

  /** Whether the server has lately refused each query alone as well: asking alone is useless then. */
  get isBroken(): boolean {
    return this.#now() < this.#brokenUntil;
  }

  /** @param isBroken whether none of several queries got an answer, together or alone */
  learnBroken(isBroken: boolean): void {
    this.#brokenUntil = isBroken ? this.#now() + trustMs : -Infinity;
  }

  /** @param foundMore whether a query without results got some when it was asked alone */
  learn(foundMore: boolean): void {
    this.#answersAll = !foundMore;
    this.#trustedUntil = this.#now() + trustMs;
  }
}
