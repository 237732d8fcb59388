import type { ResponseBody } from './response-body.ts';

/**
 * Sends one request and resolves with the head of its answer, whatever the status. It is a level below `UpstreamClient`: redirects and compression are
 * visible only here. The caller has to read the body to its end, or to destroy it.
 * @throws {UpstreamError} when there is no answer.
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResponse>;

export interface ExchangeRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** See UpstreamContext. */
  readonly redact: (text: string) => string;
  /** Aborts the request, and the reading of its answer. */
  readonly signal: AbortSignal;
}

export interface ExchangeResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ResponseBody;
  readonly httpVersion: '1.1' | '2';
  /** The last URL, if there were redirects. */
  readonly redirectedTo?: URL;
}
