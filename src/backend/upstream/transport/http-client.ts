import { connectionError } from '../connect/connection-error.ts';
import type { Exchange, ExchangeRequest, ExchangeResponse } from '../contract/exchange.ts';
import type { MemoryBudget } from '../contract/memory-budget.ts';
import { decompressBody } from '../body/decompress-body.ts';
import { BodyTooLargeError, readBody, readBodyStart, type ReadBodyOptions } from '../body/read-body.ts';
import { redirectedPage } from './redirected-page.ts';
import { createRequestHeaders } from '../request/request-headers.ts';
import { createRequestUrl } from '../request/request-url.ts';
import { statusError, type ErrorAnswer } from '../message/status-error.ts';
import { toUtf8 } from '../body/to-utf8.ts';
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { type RequestName, requestError } from '../contract/upstream-error.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

/** Enough of an error's body to find its message in. */
const errorBodyBytes = 64 * 1024;

type BodyLimits = Pick<ReadBodyOptions, 'maxBytes' | 'budget'> & {
  /** Whose limit it is, and what may be done about it. */
  readonly advice: string;
};

const adviceOnSize = 'ask for less (a shorter time range, fewer points)';
const raiseLimit = `${adviceOnSize}, or raise maxResponseBytes or Grafana's response_limit`;
const shortenList = 'that is the limit for lists and annotations; let the server send fewer';

/** One request, one try: puts the message together, reads the answer whole, and makes an error of every status but 2xx. */
export function createHttpClient(
  exchange: Exchange,
  options: UpstreamOptions,
  budget: MemoryBudget,
): UpstreamClient['request'] {
  const limits = { maxBytes: options.maxResponseBytes, budget, advice: raiseLimit };
  const urlOf = createRequestUrl(options.url, options.query);
  const headersOf = createRequestHeaders(options);
  return async (request) => {
    const started = performance.now();
    const url = urlOf(request.path);
    const { method, body: sent, context } = request;
    const { redact, signal } = context;
    const asked: ExchangeRequest = {
      method,
      url,
      headers: headersOf(request),
      ...(sent && { body: sent }),
      redact,
      signal,
    };
    const response = decompressBody(await exchange(asked), asked);
    const name: RequestName = asked;
    const { status, headers, httpVersion } = response;
    if (!isWanted(status, request)) {
      throw statusError(name, await readErrorAnswer(response), redact);
    }
    const body = toUtf8(await readWhole(response, name, limitsFor(request, limits)), headers['content-type']);
    const page = redirectedPage(name, response, body);
    if (page !== undefined) throw page;
    const latencyMs = performance.now() - started;
    return {
      status,
      headers,
      body,
      facts: { latencyMs, httpVersion, retries: 0, cache: 'off' },
    } satisfies UpstreamResponse;
  };
}

async function readErrorAnswer({ status, headers, body }: ExchangeResponse): Promise<ErrorAnswer> {
  const start = await readBodyStart(body, errorBodyBytes);
  return { status, headers, body: toUtf8(start, headers['content-type']), isWhole: start.length < errorBodyBytes };
}

/** 304 is what someone who sends If-None-Match hopes for. */
function isWanted(status: number, { headers }: UpstreamRequest): boolean {
  return (status >= 200 && status < 300) || (status === 304 && headers?.['if-none-match'] !== undefined);
}

function limitsFor({ maxResponseBytes = Infinity }: UpstreamRequest, limits: BodyLimits): BodyLimits {
  return maxResponseBytes < limits.maxBytes ? { ...limits, maxBytes: maxResponseBytes, advice: shortenList } : limits;
}

async function readWhole(response: ExchangeResponse, name: RequestName, limits: BodyLimits): Promise<Uint8Array> {
  try {
    return await readBody(response.body, { ...limits, ...announcedBytes(response) });
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw connectionError(error, name);
    const message = `the answer of ${name.url.host} is larger than allowed: ${tooLarge(error, limits)}`;
    throw requestError(name, message, { kind: 'too-large', cause: error });
  }
}

function tooLarge({ limit }: BodyTooLargeError, { maxBytes, advice }: BodyLimits): string {
  switch (limit) {
    case 'body':
      return `more than ${String(maxBytes)} bytes, decompressed; ${advice}`;
    case 'alone':
      return `reading it takes more memory than there is for answers on this machine or in this container; ${adviceOnSize}, or give Grafana more memory`;
    case 'others':
      return `it is the largest of those that this data source has under way, and together all answers need too much memory; ${adviceOnSize}`;
  }
}

function announcedBytes({ headers }: ExchangeResponse): { readonly announcedBytes?: number } {
  const length = headers['content-length'] ?? '';
  return headers['content-encoding'] === undefined && /^\d+$/.test(length) ? { announcedBytes: Number(length) } : {};
}
