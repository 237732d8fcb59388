import { connectionError, type RequestName } from './connection-error.ts';
import type { Exchange, ExchangeResponse } from './exchange.ts';
import { BodyTooLargeError, readBody, readBodyStart } from './read-body.ts';
import { requestHeaders } from './request-headers.ts';
import { requestUrl } from './request-url.ts';
import { statusError } from './status-error.ts';
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from './upstream-client.ts';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamOptions } from './upstream-options.ts';

/** Enough of an error's body to find its message in. */
const errorBodyBytes = 64 * 1024;

/** One request, one try: puts the message together, reads the answer whole, and makes an error of every status but 2xx. */
export function createHttpClient(exchange: Exchange, options: UpstreamOptions): UpstreamClient['request'] {
  return async (request) => {
    const started = performance.now();
    const url = requestUrl(options.url, request.path, options.query);
    const response = await exchange({
      method: request.method,
      url,
      headers: requestHeaders(options, request),
      ...(request.body && { body: request.body }),
      signal: request.context.signal,
    });
    const name = { method: request.method, url };
    const { status, headers, httpVersion } = response;
    if (!isWanted(status, request)) {
      throw statusError(name, { status, headers, body: await readBodyStart(response.body, errorBodyBytes) });
    }
    const body = await readWhole(response, name, options.maxResponseBytes);
    const latencyMs = performance.now() - started;
    return {
      status,
      headers,
      body,
      facts: { latencyMs, httpVersion, retries: 0, cache: 'off' },
    } satisfies UpstreamResponse;
  };
}

/** 304 is what someone who sends If-None-Match hopes for. */
function isWanted(status: number, { headers }: UpstreamRequest): boolean {
  return (status >= 200 && status < 300) || (status === 304 && headers?.['if-none-match'] !== undefined);
}

async function readWhole(response: ExchangeResponse, name: RequestName, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readBody(response.body, { maxBytes, ...expectedBytes(response) });
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw connectionError(error, name);
    const path = name.url.pathname;
    const limit = `more than ${String(maxBytes)} bytes`;
    const advice =
      "ask for less (a shorter time range, fewer points), or raise maxResponseBytes or Grafana's response_limit";
    const message = `${name.method} ${path}: the answer of ${name.url.host} is larger than allowed (${limit}, decompressed); ${advice}`;
    throw new UpstreamError(message, { kind: 'too-large', method: name.method, path, cause: error });
  }
}

function expectedBytes({ headers }: ExchangeResponse): { readonly expectedBytes?: number } {
  const length = headers['content-length'] ?? '';
  return headers['content-encoding'] === undefined && /^\d+$/.test(length) ? { expectedBytes: Number(length) } : {};
}
