import { connectionError } from '../connect/connection-error.ts';
import { decompressBody } from '../body/decompress-body.ts';
import { BodyTooLargeError, readBodyStart } from '../body/read-body.ts';
import { toUtf8 } from '../body/to-utf8.ts';
import type { Exchange, ExchangeRequest, ExchangeResponse } from '../contract/exchange.ts';
import type { MemoryBudget } from '../contract/memory-budget.ts';
import type { UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { type RequestName, requestError, type UpstreamError } from '../contract/upstream-error.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';
import type { PushedEvent, UpstreamStream } from '../contract/upstream-stream.ts';
import { statusError } from '../message/status-error.ts';
import { compose, type Step } from '../middleware/compose.ts';
import { createRequestHeaders } from '../request/request-headers.ts';
import { createRequestUrl } from '../request/request-url.ts';
import { EventReader, StalledError, type StreamFormat } from './read-events.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

export interface StreamParts {
  readonly exchange: Exchange;
  readonly options: UpstreamOptions;
  readonly budget: MemoryBudget;
  /** Around the request, until its head is there. */
  readonly steps: readonly Step[];
}

/** What servers call the two forms. */
const eventStreamType = 'text/event-stream';
const formats: ReadonlyMap<string, StreamFormat> = new Map([
  [eventStreamType, 'events'],
  ['application/x-ndjson', 'lines'],
  ['application/ndjson', 'lines'],
  ['application/jsonl', 'lines'],
  ['application/x-jsonlines', 'lines'],
  ['application/jsonlines', 'lines'],
  ['application/stream+json', 'lines'],
]);

const ownHeaders = {
  accept: `${eventStreamType}, application/x-ndjson`,
  // Whoever compresses, in the server or before it, may keep events back until there is enough of them.
  'accept-encoding': 'identity',
  'cache-control': 'no-cache',
};

const maxEventBytes = 16 * 1024 * 1024;
const idleMs = 60_000;
const errorBodyBytes = 64 * 1024;

/** Opens streams: the same request as any other, and an answer that is read as it comes. */
export function createOpenStream(parts: StreamParts): (request: UpstreamRequest) => Promise<UpstreamStream> {
  const open = createOpen(parts);
  return async (request) => {
    request.context.signal.throwIfAborted();
    let stream: UpstreamStream | undefined;
    const send = compose(parts.steps, async (asked) => {
      const opened = await open(asked, request.context.signal);
      ({ stream } = opened);
      return opened.response;
    });
    await send(request);
    if (stream === undefined) throw new Error('expected the innermost step of a stream to be asked');
    return stream;
  };
}

interface Opened {
  readonly response: UpstreamResponse;
  readonly stream: UpstreamStream;
}

function createOpen({ exchange, options, budget }: StreamParts) {
  const urlOf = createRequestUrl(options.url, options.query);
  const headersOf = createRequestHeaders(options);
  const { maxResponseBytes, timeouts } = options;
  const limits = { maxEventBytes: Math.min(maxEventBytes, maxResponseBytes), idleMs, eventMs: timeouts.requestMs };
  return async (request: UpstreamRequest, signal: AbortSignal): Promise<Opened> => {
    const started = performance.now();
    const { method, path, context } = request;
    const url = urlOf(path);
    const asked: ExchangeRequest = {
      ...{ method, url, redact: context.redact, signal: context.signal },
      headers: headersOf({ ...request, headers: { ...ownHeaders, ...request.headers } }),
      ...(request.body && { body: request.body }),
    };
    const response = decompressBody(await exchange(asked), asked);
    const name = { method, url };
    const format = await formatOf(response, name, context.redact);
    const reader = new EventReader({ format, budget, ...limits });
    const { status, headers, httpVersion } = response;
    const facts = { latencyMs: performance.now() - started, httpVersion, retries: 0, cache: 'off' } as const;
    return {
      response: { status, headers, body: new Uint8Array(), facts },
      stream: toStream(response, { name, reader, signal, maxBytes: limits.maxEventBytes }),
    };
  };
}

/** @throws {UpstreamError} when the answer is no stream */
async function formatOf(
  { status, headers, body }: ExchangeResponse,
  name: RequestName,
  redact: (text: string) => string,
): Promise<StreamFormat> {
  const type = headers['content-type'] ?? '';
  const format = formats.get(type.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  if (status === 200 && format !== undefined) return format;
  if (status >= 200 && status < 300) {
    body.destroy();
    const came = status === 200 ? (type === '' ? 'no Content-Type' : cutText(redact(type), 100)) : `status ${status}`;
    const message = `expected a stream with Content-Type ${eventStreamType} or application/x-ndjson, got ${came}`;
    throw requestError(name, message, { kind: 'protocol' });
  }
  const start = await readBodyStart(body, errorBodyBytes);
  const isWhole = start.length < errorBodyBytes;
  throw statusError(name, { status, headers, body: toUtf8(start, type), isWhole }, redact);
}

interface Reading {
  readonly name: RequestName;
  readonly reader: EventReader;
  /** Of whoever opened the stream. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

function toStream({ body }: ExchangeResponse, reading: Reading): UpstreamStream {
  const { reader, signal } = reading;
  const onAbort = (): void => {
    body.destroy(signal.reason as Error);
  };
  const close = (): void => {
    signal.removeEventListener('abort', onAbort);
    body.destroy();
  };
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return {
    get lastEventId() {
      return reader.lastEventId;
    },
    get retryMs() {
      return reader.retryMs;
    },
    async read(take) {
      try {
        return await readAll(body, reading, take);
      } finally {
        close();
      }
    },
    close,
  };
}

async function readAll(
  body: ExchangeResponse['body'],
  reading: Reading,
  take: (event: PushedEvent) => Promise<void>,
): Promise<'ended' | 'silent'> {
  let refusal: { readonly error: unknown } | undefined;
  try {
    await reading.reader.read(body, async (event) => {
      try {
        await take(event);
      } catch (error) {
        refusal = { error };
        throw error;
      }
    });
    return 'ended';
  } catch (error) {
    if (refusal !== undefined) throw refusal.error;
    reading.signal.throwIfAborted();
    if (error instanceof StalledError && error.state === 'silent') return 'silent';
    throw streamError(error, reading);
  }
}

function streamError(error: unknown, { name, maxBytes }: Reading): UpstreamError {
  const say = (kind: 'too-large' | 'timeout', message: string): UpstreamError =>
    requestError(name, message, { kind, cause: error });
  if (error instanceof StalledError) {
    return say(
      'timeout',
      `${name.url.host} began an event of its stream and did not end it within the timeout of the data source settings`,
    );
  }
  if (!(error instanceof BodyTooLargeError)) return connectionError(error, name);
  if (error.limit !== 'body') return say('too-large', 'reading an event of the stream takes more memory than there is');
  const advice =
    'send fewer points at a time, and end each event with an empty line, or a newline where they are lines';
  return say('too-large', `an event of the stream has more than ${maxBytes} bytes or 20000 lines; ${advice}`);
}
