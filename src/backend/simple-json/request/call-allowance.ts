import { PluginError } from '../../sdk/api/plugin-error.ts';

/** How many queries of one call may be asked one by one. */
const maxAskedAlone = 100;

/**
 * Limits what one call of Grafana may cause: the number of requests for single queries, and the number of series and tables in all answers. What is beyond
 * is refused with a message that names the limit.
 */
export class CallAllowance {
  readonly #maxResults: number;
  #results = 0;
  #frames = 0;
  #askedAlone = 0;

  /** @param maxResults series and tables */
  constructor(maxResults: number) {
    this.#maxResults = maxResults;
  }

  /** How many of some queries may be asked one by one; they count from now on. */
  takeAlone(wanted: number): number {
    const granted = Math.min(wanted, maxAskedAlone - this.#askedAlone);
    this.#askedAlone += granted;
    return granted;
  }

  /** How many queries to ask at the same time, when each may get as many results as all together did. */
  atOnce(results: number): number {
    return Math.max(1, Math.floor(this.#maxResults / Math.max(1, results)));
  }

  get isUsedUp(): boolean {
    return this.#results >= this.#maxResults;
  }

  /** @throws {PluginError} when the call has got too many with these. */
  takeResults(count: number): void {
    this.#results += count;
    if (this.#results > this.#maxResults) throw this.tooManyResults();
  }

  /** How many frames may still be made: equal queries each make frames of their own from one answer. */
  get framesLeft(): number {
    return this.#maxResults - this.#frames;
  }

  /** @throws {PluginError} when the call has got too many with these. */
  takeFrames(count: number): void {
    this.#frames += count;
    if (this.#frames > this.#maxResults) throw this.tooManyResults();
  }

  tooManyResults(): PluginError {
    const message = `the answers to the queries of this call hold more than ${this.#maxResults} series and tables in all, which is what one call gets here; ask for fewer`;
    return new PluginError(message, { errorSource: 'downstream', status: 502 });
  }

  /** @param queries that would have to be asked one by one */
  tooManyAlone(queries: number): PluginError {
    const message =
      `the server's answer does not say which results belong to which of ${queries} queries, and at most ${maxAskedAlone} of a call ` +
      "are asked one by one; let the server write the query's refId or target into each result, or ask fewer queries at a time";
    return new PluginError(message, { errorSource: 'downstream', status: 502 });
  }
}
