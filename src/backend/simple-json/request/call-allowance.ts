import { PluginError } from '../../sdk/api/plugin-error.ts';

/** How many queries of one call may be asked one by one. */
const maxAskedAlone = 100;

/** What the series of a call may take each, on average, once they are written; where there may be few series, more. */
const textsOfSeries = 1024;
const repeatedBytesOfSeries = 2048;
const leastBytes = 8 * 1024 * 1024;

/**
 * Limits what one call of Grafana may cause: the number of requests for single queries, the number of series and tables in all answers,
 * and how much text and repeated data is written for them. What is beyond is refused with a message that names the limit.
 */
export class CallAllowance {
  readonly #maxResults: number;
  #results = 0;
  #frames = 0;
  #texts = 0;
  #repeatedBytes = 0;
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

  /**
   * Names and labels may take far more than the answer that they come from: of one text, each series gets its own.
   * @throws {PluginError} when the call would get too many with these, which do not count then.
   */
  takeTexts(characters: number): void {
    const most = Math.max(this.#maxResults * textsOfSeries, leastBytes);
    if (this.#texts + characters <= most) {
      this.#texts += characters;
      return;
    }
    const message =
      `the names, labels, options and lists that this call would get take more than ${most} characters in all, which is what one call ` +
      'gets here; ask for fewer series, or shorten their alias, labels or options';
    throw new PluginError(message, { errorSource: 'downstream', status: 502 });
  }

  /**
   * Equal queries share an answer, and each gets all of it.
   * @throws {PluginError} when the call would get too many with these, which do not count then.
   */
  takeRepeated(bytes: number): void {
    const most = Math.max(this.#maxResults * repeatedBytesOfSeries, leastBytes);
    if (this.#repeatedBytes + bytes <= most) {
      this.#repeatedBytes += bytes;
      return;
    }
    const message = `the queries of this call that ask for the same would get more than ${most} bytes of the same points, which is what one call gets here; ask once`;
    throw new PluginError(message, { errorSource: 'downstream', status: 502 });
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
