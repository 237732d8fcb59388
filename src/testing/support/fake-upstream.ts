import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Simple JSON server that answers what a test told it to, and remembers what it was asked. */
export interface FakeUpstream {
  readonly url: string;
  /** In the order in which their bodies were complete. */
  readonly requests: readonly RecordedRequest[];
  /** How requests for this path (without query string) are answered from now on; 404 for a path nobody spoke of. */
  answer(path: string, script: Script): void;
  /** The bodies of the requests for this path so far, parsed. */
  bodies(path: string): readonly unknown[];
  /** How many connections were opened so far. */
  connections(): number;
  /** Resolves with the next request that comes in, of those for a path where one is given. */
  nextRequest(path?: string): Promise<RecordedRequest>;
  close(): Promise<void>;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when the answer is out, true, or the caller went away before that, false. */
  readonly answered: Promise<boolean>;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are, nothing when undefined, anything else as JSON. */
  readonly body?: unknown;
  /** Sends the body instead, and ends it or does not; the head is out already. */
  readonly write?: (response: ServerResponse) => void;
}

/** An answer, or what makes one of a request; a promise that never settles is a server that hangs. */
export type Script = ScriptedAnswer | ((request: RecordedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>);

/** Listens on a free port of 127.0.0.1. `GET /` is answered 200 until a test says otherwise. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const requests: RecordedRequest[] = [];
  const scripts = new Map<string, Script>([['/', { body: 'OK' }]]);
  const waiting = new Set<(request: RecordedRequest) => void>();
  const server = createServer((incoming, response) => {
    const serve = async () => {
      const request = await record(incoming, response);
      requests.push(request);
      for (const tell of waiting) tell(request);
      send(response, await follow(scripts.get(request.path), request));
    };
    serve().catch((error: unknown) => response.destroy(error as Error));
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (path, script) => scripts.set(path, script),
    bodies: (path) =>
      requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body) as unknown),
    connections: () => connections,
    nextRequest: (path) =>
      new Promise((resolve) => {
        const tell = (request: RecordedRequest): void => {
          if (path !== undefined && path !== request.path) return;
          waiting.delete(tell);
          resolve(request);
        };
        waiting.add(tell);
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function record(incoming: IncomingMessage, response: ServerResponse): Promise<RecordedRequest> {
  const answered = new Promise<boolean>((resolve) => {
    response.once('close', () => {
      resolve(response.writableFinished);
    });
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { pathname, search } = new URL(incoming.url ?? '/', 'http://upstream');
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: search,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    answered,
  };
}

async function follow(script: Script | undefined, request: RecordedRequest): Promise<ScriptedAnswer> {
  if (script === undefined) return { status: 404, body: `nothing is scripted for ${request.path}` };
  return typeof script === 'function' ? await script(request) : script;
}

function send(response: ServerResponse, { status = 200, headers = {}, body, write }: ScriptedAnswer): void {
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const type = raw ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  if (write !== undefined) {
    response.flushHeaders();
    write(response);
    return;
  }
  response.end(raw ? body : JSON.stringify(body));
}
