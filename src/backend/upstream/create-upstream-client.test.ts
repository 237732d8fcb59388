import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startConnectProxy } from '../../testing/support/servers/connect-proxy.ts';
import { listen, unusedPort } from '../../testing/support/listen.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../testing/support/upstream-builders.ts';
import { silentLogger, type Logger } from '../sdk/log/logger.ts';
import { keepWholeStacks } from '../sdk/process/last-resort.ts';
import { createUpstreamClient } from './create-upstream-client.ts';
import type { UpstreamClient } from './contract/upstream-client.ts';
import type { UpstreamOptions } from './contract/upstream-options.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

async function clientOf(answer: RequestListener, options: Partial<UpstreamOptions> = {}): Promise<UpstreamClient> {
  const listening = await listen(createServer(answer));
  const client = createUpstreamClient(
    upstreamOptions({ url: `http://127.0.0.1:${listening.port}`, ...options }),
    silentLogger,
  );
  open.push(listening, client);
  return client;
}

const body = Buffer.from('{"targets":[{"target":"a"}]}');

describe('createUpstreamClient', () => {
  it('comes back when a server that was busy says so', async () => {
    let asked = 0;
    const client = await clientOf(
      (_, response) => {
        asked += 1;
        if (asked === 1) response.writeHead(429, { 'retry-after': '0' }).end();
        else response.end('[]');
      },
      { retries: 2 },
    );
    await expect(client.request(upstreamRequest({ body }))).resolves.toMatchObject({ facts: { retries: 1 } });
  });

  it('survives a connection that the server closed while nobody used it', async () => {
    const client = await clientOf(
      (request, response) => {
        response.end('[]', () => {
          request.socket.destroySoon();
        });
      },
      { retries: 1 },
    );
    for (let count = 0; count < 5; count += 1) {
      await expect(client.request(upstreamRequest({ body }))).resolves.toMatchObject({ status: 200 });
    }
  });

  it('sends the body whole on every try', async () => {
    const bodies: string[] = [];
    const client = await clientOf(
      (request, response) => {
        void textOf(request).then((text) => {
          bodies.push(text);
          response.writeHead(bodies.length === 1 ? 503 : 200).end();
        });
      },
      { retries: 1 },
    );
    await client.request(upstreamRequest({ body }));
    expect(bodies).toEqual([body.toString(), body.toString()]);
  });

  it('asks once when ten panels want the same, and keeps the answer', async () => {
    let asked = 0;
    const client = await clientOf(
      (_, response) => {
        asked += 1;
        void sleep(20).then(() => response.end('[1]'));
      },
      { cacheTtlMs: 60_000 },
    );
    const panels = Array.from({ length: 10 }, (_, panel) =>
      client.request(upstreamRequest({ body, context: { forwardedHeaders: { 'x-panel-id': String(panel) } } })),
    );
    const caches = (await Promise.all(panels)).map(({ facts }) => facts.cache);
    expect(caches.toSorted()).toEqual(['miss', ...Array<string>(9).fill('shared')]);
    expect((await client.request(upstreamRequest({ body }))).facts.cache).toBe('hit');
    expect(asked).toBe(1);
  });

  it.each([
    ['a server refuses', '/refused', {}, 'answers with status 500'],
    ['nobody answers in time', '/silent', { deadlineEpochMs: 0 }, 'no answer within'],
  ])('says in the stack who asked where %s', async (_, path, context, message) => {
    const client = await clientOf((request, response) => {
      if (request.url === '/refused') response.writeHead(500).end();
    });
    async function askedByPanel(): Promise<void> {
      await client.request(upstreamRequest({ path, context }));
    }
    const { stackTraceLimit } = Error;
    keepWholeStacks();
    try {
      const error = await askedByPanel().catch((caught: unknown) => caught as Error);
      expect(error).toMatchObject({ message: expect.stringContaining(message) as unknown });
      expect(error?.stack).toContain('askedByPanel (');
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('never gives one person what was made for another', async () => {
    const client = await clientOf((request, response) => response.end(request.headers.authorization), {
      cacheTtlMs: 60_000,
    });
    const people = Array.from({ length: 100 }, (_, index) => `Bearer ${index % 7}`);
    const answers = await Promise.all(
      people.map(async (authorization) => {
        const response = await client.request(
          upstreamRequest({ body, context: { forwardedHeaders: { authorization } } }),
        );
        return Buffer.from(response.body).toString();
      }),
    );
    expect(answers).toEqual(people);
  });

  it('holds no more requests open than the settings allow, and lets alert rules go first', async () => {
    const order: string[] = [];
    const waiting: (() => void)[] = [];
    const [two, three] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const client = await clientOf(
      (request, response) => {
        order.push(request.url ?? '');
        if (order.length === 2) two.resolve(undefined);
        if (order.length === 3) three.resolve(undefined);
        if (order.length > 3) response.end();
        else waiting.push(() => response.end());
      },
      { maxConcurrentRequests: 2 },
    );
    const ask = (path: string, fromAlert: boolean) => client.request(upstreamRequest({ path, context: { fromAlert } }));
    const first = [ask('/1', false), ask('/2', false)];
    await two.promise;
    const later = [ask('/3', false), ask('/4', false), ask('/alert', true)];
    await sleep(10);
    expect(order).toHaveLength(2);
    // One place becomes free, so that one request comes next.
    waiting[0]?.();
    await three.promise;
    waiting.forEach((finish) => {
      finish();
    });
    await Promise.all([...first, ...later]);
    expect(order[2]).toBe('/alert');
  });

  it('lets another take the place of a request that pauses before its next try', async () => {
    const order: string[] = [];
    const client = await clientOf(
      (request, response) => {
        order.push(request.url ?? '');
        response.writeHead(order.length === 1 ? 503 : 200).end();
      },
      { maxConcurrentRequests: 1, retries: 1 },
    );
    await Promise.all(['/busy', '/other'].map((path) => client.request(upstreamRequest({ path }))));
    expect(order).toEqual(['/busy', '/other', '/busy']);
  });

  it('aborts the request when the caller goes away, and the others that share it do not notice', async () => {
    const asked = Promise.withResolvers<() => void>();
    const client = await clientOf((_, response) => {
      asked.resolve(() => response.end('[1]'));
    });
    const caller = new AbortController();
    const left = client.request(upstreamRequest({ body, context: { signal: caller.signal } }));
    const stayed = client.request(upstreamRequest({ body }));
    const finish = await asked.promise;
    caller.abort();
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
    finish();
    expect(Buffer.from((await stayed).body).toString()).toBe('[1]');
  });

  it('leaves no connection behind', async () => {
    const listening = await listen(createServer((_, response) => response.end('[]')));
    open.push(listening);
    const client = createUpstreamClient(upstreamOptions({ url: `http://127.0.0.1:${listening.port}` }), silentLogger);
    await Promise.all(Array.from({ length: 20 }, (_, index) => client.request(upstreamRequest({ path: `/${index}` }))));
    const closed = [...listening.connections].map((connection) => once(connection, 'close'));
    await client.close();
    await Promise.all(closed);
    expect(listening.connections.size).toBe(0);
  });
});

describe('secrets', () => {
  const secret = 'ge-heim-8472';
  const base64 = Buffer.from(`anna:${secret}`).toString('base64');

  it('are in no error and no log line, whatever goes wrong', async () => {
    const lines: unknown[] = [];
    const remember = (...line: unknown[]): void => {
      lines.push(line);
    };
    const logger: Logger = {
      trace: remember,
      debug: remember,
      info: remember,
      warn: remember,
      error: remember,
      atLevel: () => logger,
      isEnabled: () => true,
      with: () => logger,
    };
    const server = await listen(
      createServer((request, response) => {
        const path = request.url?.split('?')[0];
        if (path === '/reset') request.socket.destroy();
        else if (path === '/redirect')
          response.writeHead(302, { location: `http://u:${secret}@other.test/?k=${secret}` }).end();
        else if (path === '/garbage') request.socket.end(`garbage ${secret}\r\n\r\n`);
        else if (path === '/large') response.end(Buffer.alloc(100));
        else response.writeHead(Number(path?.slice(1))).end();
      }),
    );
    const proxy = await startConnectProxy({ toPort: 1, refuseWith: 407 });
    open.push(server, proxy);
    const options = {
      query: [['key', secret]],
      headers: [['X-API-Key', secret]],
      authorization: `Basic ${base64}`,
      maxResponseBytes: 10,
    } as const;
    const ask = async (url: string, path: string, variables: Record<string, string> = {}): Promise<unknown> => {
      const proxied = { kind: 'environment', environment: variables } as const;
      const client = createUpstreamClient(upstreamOptions({ url, ...options, proxy: proxied }), logger);
      open.push(client);
      const context = { forwardedHeaders: { cookie: `sid=${secret}`, 'x-id-token': secret } };
      return await client.request(upstreamRequest({ path, context })).catch((error: unknown) => error);
    };
    const here = `http://127.0.0.1:${server.port}`;
    const paths = ['/reset', '/redirect', '/garbage', '/large', '/401', '/500'];
    const errors = await Promise.all([
      ...paths.map((path) => ask(here, path)),
      ask(`http://127.0.0.1:${await unusedPort()}`, '/query'),
      ask('http://no-such-host.invalid', '/query'),
      ask(`https://127.0.0.1:${server.port}`, '/query'),
      ask('https://metrics.test', '/query', { HTTPS_PROXY: `http://anna:${secret}@127.0.0.1:${proxy.port}` }),
      ask('https://metrics.test', '/query', { HTTPS_PROXY: `ftp://anna:${secret}@127.0.0.1` }),
    ]);
    expect(errors.map((error) => error instanceof Error && error.name)).toEqual(Array(11).fill('UpstreamError'));
    const everything = inspect([errors, lines], { depth: Infinity, showHidden: true });
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(base64);
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
