import { connectionError } from '../connect/connection-error.ts';
import type { Exchange, ExchangeRequest, ExchangeResponse } from '../contract/exchange.ts';
import type { MemoryBudget } from '../contract/memory-budget.ts';
import { decompressBody } from '../body/decompress-body.ts';
import {
  adviceOnSize,
  BodyTooLargeError,
  describeRefusal,
  readBody,
  readBodyStart,
  type ReadBodyOptions,
} from '../body/read-body.ts';
import { redirectedPage } from './redirected-page.ts';
import { createRequestHeaders } from '../request/request-headers.ts';
import { createRequestUrl } from '../request/request-url.ts';
import { statusError, type ErrorAnswer } from '../message/status-error.ts';
import { decodedAtOnceBytes, toUtf8, toUtf8InTurns } from '../body/to-utf8.ts';
import type { ResponseBody } from '../contract/response-body.ts';
import { freeBuffer } from '../../sdk/builtins/free-buffer.ts';
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { type RequestName, requestError } from '../contract/upstream-error.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

/** How much of an error's body is read to find its message. */
const errorBodyBytes = 64 * 1024;

type BodyLimits = Pick<ReadBodyOptions, 'maxBytes' | 'budget'> & {
  /** For the error: which limit it is, and what can be done. */
  readonly advice: string;
};

const raiseLimit = `${adviceOnSize}, or raise maxResponseBytes or Grafana's response_limit`;
const shortenList = 'that is the limit for lists and annotations; let the server send fewer';

/** Sends one request once: builds the message, reads the whole answer, and makes an error of every status but 2xx. */
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
    const asked = toExchange(request, url, headersOf(request));
    const response = decompressBody(await exchange(asked), asked);
    const name: RequestName = asked;
    const { status, headers, httpVersion } = response;
    if (!isWanted(status, request)) {
      throw statusError(name, await readErrorAnswer(response), asked.redact);
    }
    const wanted = limitsFor(request, limits);
    const whole = await readWhole(response.body, asked, { ...wanted, ...announcedBytes(response) });
    const isShort = whole.length <= decodedAtOnceBytes;
    const body = isShort
      ? toUtf8(whole, headers['content-type'])
      : await toLongUtf8(whole, response, { asked, wanted });
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

function toExchange(
  { method, body, context: { redact, signal } }: UpstreamRequest,
  url: URL,
  headers: ExchangeRequest['headers'],
): ExchangeRequest {
  return { method, url, headers, ...(body && { body }), redact, signal };
}

async function readErrorAnswer({ status, headers, body }: ExchangeResponse): Promise<ErrorAnswer> {
  const start = await readBodyStart(body, errorBodyBytes);
  return { status, headers, body: toUtf8(start, headers['content-type']), isWhole: start.length < errorBodyBytes };
}

/** A 304 is wanted only if the request has If-None-Match. */
function isWanted(status: number, { headers }: UpstreamRequest): boolean {
  return (status >= 200 && status < 300) || (status === 304 && headers?.['if-none-match'] !== undefined);
}

function limitsFor({ maxResponseBytes = Infinity }: UpstreamRequest, limits: BodyLimits): BodyLimits {
  return maxResponseBytes < limits.maxBytes ? { ...limits, maxBytes: maxResponseBytes, advice: shortenList } : limits;
}

interface Asked {
  readonly asked: ExchangeRequest;
  readonly wanted: BodyLimits;
}

async function toLongUtf8(
  whole: Uint8Array,
  { headers }: ExchangeResponse,
  { asked, wanted }: Asked,
): Promise<Uint8Array> {
  const decoded = toUtf8InTurns(whole, headers['content-type'], asked.signal);
  if (decoded === undefined) return whole;
  const { buffer } = whole;
  if (buffer instanceof ArrayBuffer) wanted.budget.track(buffer);
  try {
    return await readWhole(decoded, asked, wanted);
  } finally {
    freeBuffer(buffer);
  }
}

async function readWhole(
  body: ResponseBody,
  name: RequestName,
  limits: BodyLimits & Pick<ReadBodyOptions, 'announcedBytes'>,
): Promise<Uint8Array> {
  try {
    return await readBody(body, limits);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw connectionError(error, name);
    const message = `the answer of ${name.url.host} is larger than allowed: ${tooLarge(error, limits)}`;
    throw requestError(name, message, { kind: 'too-large', cause: error });
  }
}

function tooLarge({ limit }: BodyTooLargeError, { maxBytes, advice }: BodyLimits): string {
  return limit === 'body' ? `more than ${String(maxBytes)} bytes, decompressed; ${advice}` : describeRefusal(limit);
}

function announcedBytes({ headers }: ExchangeResponse): Pick<ReadBodyOptions, 'announcedBytes'> {
  const length = headers['content-length'] ?? '';
  return headers['content-encoding'] === undefined && /^\d+$/.test(length) ? { announcedBytes: Number(length) } : {};
}
