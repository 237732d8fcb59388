import type { UpstreamStream } from './upstream-stream.ts';

/** Speaks HTTP with one data source's server. Every concern (retry, limits, cache …) is a step around its `request`. */
export interface UpstreamClient {
  /**
   * The answer with its whole, decompressed body, whatever had to be done to get it.
   * @throws {UpstreamError} for any status other than 2xx, and when there is no answer.
   */
  request(request: UpstreamRequest): Promise<UpstreamResponse>;
  /**
   * The same request for an answer that does not end, once its head is there. It stays open until its signal is aborted, or the reader
   * has enough.
   * @throws {UpstreamError} also for an answer that is no stream
   */
  openStream(request: UpstreamRequest): Promise<UpstreamStream>;
  /** What is sent for a request, without a secret. */
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
  /** The answer's, decompressed, where the settings allow more. */
  readonly maxResponseBytes?: number;
  /** Its answer may be given for so long to the same question of the same person, even where the settings keep none. */
  readonly keepForMs?: number;
  readonly context: UpstreamContext;
}

/** What goes out for a request, as a person may see it: the values of headers and of parameters, where secrets are, stay out. */
export interface SentRequest {
  readonly method: string;
  /** With the URL's own path, and the names of the parameters. */
  readonly path: string;
  /** Lower-case names, sorted. */
  readonly headerNames: readonly string[];
}

/** What belongs to the caller rather than to the message. */
export interface UpstreamContext {
  readonly signal: AbortSignal;
  /** The caller's own deadline, ms since the epoch. */
  readonly deadlineEpochMs?: number;
  /** Alert rules go first in a queue. */
  readonly fromAlert: boolean;
  /** Headers of the asking person and call that the settings allow to be forwarded; lower-case names. */
  readonly forwardedHeaders: Readonly<Record<string, string>>;
  /** Takes every secret of the call out of a text, before it is cut or folded. */
  readonly redact: (text: string) => string;
  /** Do not answer from a cache. */
  readonly skipCache: boolean;
}

export interface UpstreamResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The caller's own, down to its buffer, which may be given to another thread. */
  readonly body: Uint8Array;
  readonly facts: UpstreamFacts;
  /** When the request as a whole, the reading of what is in the answer included, is to be over, and the error if it is not. */
  readonly deadline?: UpstreamDeadline;
}

export interface UpstreamDeadline {
  readonly epochMs: number;
  readonly toError: () => Error;
}

/** For the query inspector and the health check. */
export interface UpstreamFacts {
  /** From the first byte sent to the last byte read, over all tries. */
  readonly latencyMs: number;
  readonly httpVersion: '1.1' | '2';
  readonly retries: number;
  /** `shared`: another request that was already under way had the same question. */
  readonly cache: 'off' | 'miss' | 'hit' | 'revalidated' | 'shared';
}
