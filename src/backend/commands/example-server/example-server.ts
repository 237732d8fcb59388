import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AnswerOptions } from './answers/answer-query.ts';
import { answerRequest, type ExampleRequest, parseJson } from './answers/answer-request.ts';
import { HttpError } from './request/http-error.ts';
import { pushQuery } from './answers/push-query.ts';
import { errorMessage } from '../../sdk/builtins/error-message.ts';

export interface ExampleServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** How late the target `slow` answers; 3 s unless told. */
  readonly slowAnswerMs?: number;
  /** Announces a stream of what is new, and serves it. */
  readonly stream?: boolean;
  /** Called with each request that was answered; not for what browsers ask before it (OPTIONS). */
  readonly log?: (exchange: LoggedExchange) => void;
}

/** A request as it came, and what it was answered. */
export interface LoggedExchange {
  readonly method: string;
  /** With its query string. */
  readonly url: string;
  /** As they came, `Name: value`. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

export interface ExampleServer {
  /** Such as "http://127.0.0.1:8080", without a slash at the end. */
  readonly url: string;
  /** Cuts every connection. */
  stop(): Promise<void>;
}

export const streamPath = '/stream';
const mostBodyBytes = 4 * 1024 * 1024;

/** As the fake server that came with the original plugin has them, for browsers that ask it directly. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'accept, content-type, authorization',
};

/**
 * A small Simple JSON server that speaks both dialects, with data that is a function of time alone.
 * @throws when the address cannot be listened on.
 */
export async function startExampleServer(options: ExampleServerOptions): Promise<ExampleServer> {
  const { host, port, slowAnswerMs = 3000, stream = false, log } = options;
  const server = createServer((request, response) => void respond({ request, response, slowAnswerMs, stream, log }));
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly slowAnswerMs: number;
  readonly stream: boolean;
  readonly log: ExampleServerOptions['log'];
}

async function respond(exchange: Exchange): Promise<void> {
  const { request, response, slowAnswerMs, log } = exchange;
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  const { method = 'GET', url = '/' } = request;
  const headers = headerLines(request);
  let body = '';
  const answer = (status: number, value: unknown): void => {
    const text = JSON.stringify(value);
    log?.({ method, url, headers, body, status, answer: text });
    send(response, status, text);
  };
  const options = { slowAnswerMs, signal: gone.signal };
  try {
    body = await readBody(request);
    if (method === 'OPTIONS') {
      response.writeHead(204, corsHeaders).end();
      return;
    }
    const [path = '/'] = url.split(/[?#]/, 1);
    if (exchange.stream) await answerStream({ method, path, body }, exchange, options);
    answer(200, await answerRequest({ method, path, body }, options));
  } catch (error) {
    if (gone.signal.aborted || response.headersSent) return;
    answer(...describeFailure(error));
  }
}

function describeFailure(error: unknown): [status: number, value: unknown] {
  const message = errorMessage(error);
  return [error instanceof HttpError ? error.status : 500, { message }];
}

/** Announces the stream at the root, and is the stream at its path, for as long as the caller stays. */
async function answerStream(
  { method, path, body }: ExampleRequest,
  { request, response, log }: Exchange,
  options: AnswerOptions,
): Promise<void> {
  if (path === '/') response.setHeader('x-simple-json-stream', streamPath);
  if (path !== streamPath || method !== 'POST') return;
  const write = createEventWriter(response, (event) => {
    const isFirst = !response.headersSent;
    const headers = isFirst ? headerLines(request) : [];
    log?.({ method, url: path, headers, body: isFirst ? body : '', status: 200, answer: event });
  });
  const lastEventId = request.headers['last-event-id']?.toString();
  await pushQuery(parseJson(body), { ...options, lastEventId, write });
}

/** The head goes out with the first piece: before that, an error can be said by a status. */
function createEventWriter(response: ServerResponse, log: (event: string) => void): (text: string) => void {
  return (text) => {
    log(text.trim());
    if (!response.headersSent) response.writeHead(200, { ...corsHeaders, 'content-type': 'text/event-stream' });
    response.write(text);
  };
}

function headerLines({ rawHeaders }: IncomingMessage): readonly string[] {
  return rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1] ?? ''}`] : []));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // What is too much is still read: a caller that is cut off while it sends never sees the answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= mostBodyBytes) chunks.push(chunk);
  }
  if (length > mostBodyBytes) throw new HttpError(`expected a body of at most ${mostBodyBytes} bytes`, 413);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { ...corsHeaders, 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
