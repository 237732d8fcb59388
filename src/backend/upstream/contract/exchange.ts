import type { ResponseBody } from './response-body.ts';

/**
 * One request and the head of its answer, whatever its status; below the client, because redirects and compression are only
 * visible here. The caller reads the body to its end or destroys it.
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
  /** Aborts the request and the reading of its answer. */
  readonly signal: AbortSignal;
}

export interface ExchangeResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ResponseBody;
  readonly httpVersion: '1.1' | '2';
  /** Where redirects led to, if there were any. */
  readonly redirectedTo?: URL;
}
