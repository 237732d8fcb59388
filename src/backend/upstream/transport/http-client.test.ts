import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { upstreamRequest, upstreamTimeouts } from '../../../testing/support/upstream-builders.ts';
import { useHttpClients } from '../../../testing/support/http-clients.ts';

const { clientOf, clientOfBytes } = useHttpClients();

describe('an answer', () => {
  it('comes whole, with its headers and facts', async () => {
    const client = await clientOf((_, response) => response.writeHead(201, { 'X-Thing': ['a', 'b'] }).end('[1]'));
    const response = await client.request(upstreamRequest());
    expect(response).toMatchObject({
      status: 201,
      headers: { 'x-thing': 'a, b' },
      facts: { httpVersion: '1.1', retries: 0, cache: 'off' },
    });
    expect(Buffer.from(response.body).toString()).toBe('[1]');
    expect(response.facts.latencyMs).toBeGreaterThan(0);
  });

  it('owns its body, so that another thread may be given it', async () => {
    const client = await clientOf((_, response) => response.end('[1]'));
    const { body } = await client.request(upstreamRequest());
    expect(body.buffer.byteLength).toBe(3);
    expect(structuredClone(body, { transfer: [body.buffer as ArrayBuffer] })).toEqual(
      Uint8Array.from(Buffer.from('[1]')),
    );
  });

  it.each([0, 1, 70_000, 1_000_000])('may have %i bytes, with and without a length', async (size) => {
    const client = await clientOf((request, response) => {
      if (request.url === '/api/long') response.setHeader('content-length', size);
      response.write(Buffer.alloc(Math.floor(size / 2), 'a'));
      response.end(Buffer.alloc(Math.ceil(size / 2), 'a'));
    });
    for (const path of ['/long', '/chunked']) {
      expect(Buffer.from((await client.request(upstreamRequest({ path }))).body).equals(Buffer.alloc(size, 'a'))).toBe(
        true,
      );
    }
  });

  it('with another status than 2xx is an error in the words of the server', async () => {
    const client = await clientOf((_, response) =>
      response.writeHead(403, { 'x-request-id': 'r1' }).end('{"message":"not you"}'),
    );
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({
      kind: 'status',
      status: 403,
      path: '/api/query',
      requestId: 'r1',
      message: expect.stringContaining('status 403 and says: not you') as unknown,
    });
  });

  it('is an error too when the body of the error does not end', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(500);
      const write = (): void => {
        while (!response.destroyed && response.write('broken '.repeat(1000)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({ kind: 'status', status: 500 });
  });

  it('of a kind that is only hoped for with If-None-Match is an error without', async () => {
    const client = await clientOf((_, response) => response.writeHead(304).end());
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({ status: 304 });
    await expect(client.request(upstreamRequest({ headers: { 'if-none-match': '"a"' } }))).resolves.toMatchObject({
      status: 304,
    });
  });
});

describe('a limit on the size', () => {
  it('holds for a length that the server announces', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(200, { 'content-length': 5_000_000_000 }).flushHeaders();
    });
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({
      kind: 'too-large',
      message: expect.stringContaining('maxResponseBytes') as unknown,
    });
  });

  it('may be smaller for one request, whatever the settings say', async () => {
    const client = await clientOf((_, response) => response.end(Buffer.alloc(2000)));
    await expect(client.request(upstreamRequest({ maxResponseBytes: 2000 }))).resolves.toMatchObject({ status: 200 });
    await expect(client.request(upstreamRequest({ maxResponseBytes: 1999 }))).rejects.toMatchObject({
      kind: 'too-large',
      message: expect.stringContaining(
        'more than 1999 bytes, decompressed; that is the limit for lists and annotations; let the server send fewer',
      ) as unknown,
    });
  });

  it('holds for a body that does not end, and the server is told to stop', async () => {
    const stopped = Promise.withResolvers<undefined>();
    const client = await clientOf((_, response) => {
      response.once('close', () => {
        stopped.resolve(undefined);
      });
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({ kind: 'too-large' });
    await stopped.promise;
  });
});

describe('a broken server', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';

  it.each<[string, string, (socket: Socket) => void, string]>([
    ['hangs up before it answers', '', (socket) => socket.end(), 'reset'],
    ['resets the connection', '', (socket) => socket.resetAndDestroy(), 'reset'],
    ['cuts its answer short', `${head}[1`, (socket) => socket.end(), 'reset'],
    ['resets in the middle of its answer', `${head}[1`, (socket) => socket.resetAndDestroy(), 'reset'],
    [
      'cuts a chunk short',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n[1',
      (socket) => socket.end(),
      'reset',
    ],
    [
      'said it would close, and does so too early',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\n[1',
      (socket) => socket.end(),
      'reset',
    ],
    [
      'said it would close, and does so in a chunk',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n[1',
      (socket) => socket.end(),
      'reset',
    ],
    ['breaks the chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[1', () => undefined, 'protocol'],
    ['does not speak HTTP', 'SSH-2.0-OpenSSH_9.0\r\n', () => undefined, 'protocol'],
    ['sends endless headers', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1_100_000)}`, () => undefined, 'protocol'],
    [
      'contradicts itself about the length',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[1]',
      () => undefined,
      'protocol',
    ],
  ])('that %s', async (_, bytes, then, kind) => {
    const client = await clientOfBytes(bytes, then);
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({
      name: 'UpstreamError',
      kind,
      path: expect.stringContaining('/query') as unknown,
    });
  });

  it('that trickles does not outlast the timeout', async () => {
    const timers: NodeJS.Timeout[] = [];
    const client = await clientOf(
      (_, response) => {
        response.write('[');
        timers.push(setInterval(() => response.write('1,'), 5));
      },
      { timeouts: upstreamTimeouts({ requestMs: 100 }) },
    );
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('no answer within 0.1 s, the timeout of the data source settings') as unknown,
    });
    timers.forEach(clearInterval);
  });

  it('that hangs sees the request end when the caller has left', async () => {
    const asked = Promise.withResolvers<Socket>();
    const client = await clientOf((request) => {
      asked.resolve(request.socket);
    });
    const caller = new AbortController();
    const answer = client.request(upstreamRequest({ context: { signal: caller.signal } }));
    const socket = await asked.promise;
    const closed = once(socket, 'close');
    caller.abort();
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
    await closed;
  });

  it('sees the end of a request whose answer it had begun', async () => {
    const client = await clientOf((_, response) => {
      response.write('[');
      response.once('close', () => {
        closed.resolve(undefined);
      });
      begun.resolve(undefined);
    });
    const [begun, closed] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const caller = new AbortController();
    const answer = client.request(upstreamRequest({ context: { signal: caller.signal } }));
    await begun.promise;
    caller.abort();
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
    await closed.promise;
  });
});
