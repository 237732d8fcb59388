import type { UpstreamStream } from './upstream-stream.ts';

/** Speaks HTTP with one data source's server. Every concern (retry, limits, cache …) is a step around its `request`. */
export interface UpstreamClient {
  /**
   * Resolves with the answer and its whole, decompressed body, after redirects, retries and the like.
   * @throws {UpstreamError} for any status other than 2xx, and when there is no answer.
   */
  request(request: UpstreamRequest): Promise<UpstreamResponse>;
  /**
   * The same for an answer that does not end; resolves when its head is there. The stream stays open until the signal is aborted or the reader closes
   * it.
   * @throws {UpstreamError} also for an answer that is no stream
   */
  openStream(request: UpstreamRequest): Promise<UpstreamStream>;
  /** What would be sent for a request, without secrets. */
  describe(request: UpstreamRequest): SentRequest;
  /** Lets requests under way finish, ends streams, then frees every socket. */
  close(): Promise<void>;
}

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the data source's URL: "" or "/query"; never a whole URL. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A limit for this answer (decompressed) that is lower than that of the settings. */
  readonly maxResponseBytes?: number;
  /** The answer may be kept for so long for equal requests of the same user, even where the settings have no cache. */
  readonly keepForMs?: number;
  readonly context: UpstreamContext;
}

/** A request as it may be shown to a user: without the values of headers and parameters, which may be secrets. */
export interface SentRequest {
  readonly method: string;
  /** Including the path of the data source's URL, and the names of the parameters. */
  readonly path: string;
  /** Lower-case names, sorted. */
  readonly headerNames: readonly string[];
}

/** What a request has from its caller, and is not part of the HTTP message. */
export interface UpstreamContext {
  readonly signal: AbortSignal;
  /** The caller's own deadline, ms since the epoch. */
  readonly deadlineEpochMs?: number;
  /** Requests of alert rules go before others in the queue. */
  readonly fromAlert: boolean;
  /** Headers of the call, such as the user's token, that the settings allow to be forwarded; lower-case names. */
  readonly forwardedHeaders: Readonly<Record<string, string>>;
  /** Replaces every secret of the call in a text. To be used before a text is cut or wrapped. */
  readonly redact: (text: string) => string;
  /** Do not answer from a cache. */
  readonly skipCache: boolean;
}

export interface UpstreamResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Belongs to the caller, buffer included: the caller may transfer it to another thread. */
  readonly body: Uint8Array;
  readonly facts: UpstreamFacts;
  /** When the request as a whole has to be done, decoding of the answer included, and the error if it is not. */
  readonly deadline?: UpstreamDeadline;
}

export interface UpstreamDeadline {
  /** On the clock of `performance.now`, which nobody sets. */
  readonly endMs: number;
  readonly toError: () => Error;
}

/** For the query inspector and the health check. */
export interface UpstreamFacts {
  /** From the first byte sent to the last byte read, over all tries. */
  readonly latencyMs: number;
  readonly httpVersion: '1.1' | '2';
  readonly retries: number;
  /** `shared`: an equal request was under way already, and its answer was taken. */
  readonly cache: 'off' | 'miss' | 'hit' | 'revalidated' | 'shared';
}
