import { once } from 'node:events';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { listen, type Listening } from '../../../testing/support/listen.ts';
import {
  closeAll,
  upstreamOptions,
  upstreamRequest,
  upstreamTimeouts,
} from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import { createUndiciExchange } from './undici-exchange.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

function clientOf(url: string, options: Partial<UpstreamOptions> = {}): UpstreamClient {
  const client = createUpstreamClient(upstreamOptions({ url, ...options }), silentLogger);
  open.push(client);
  return client;
}

async function serve(server = createServer((_, response) => response.end('[]'))): Promise<Listening> {
  const listening = await listen(server);
  open.push(listening);
  return listening;
}

describe('the connection pool', () => {
  it('opens nothing before the first request, and uses one connection again and again', async () => {
    const server = await serve();
    const client = clientOf(`http://127.0.0.1:${server.port}`);
    expect(server.connectionCount()).toBe(0);
    for (let count = 0; count < 5; count += 1) {
      await client.request(upstreamRequest());
      await turn();
    }
    expect(server.connectionCount()).toBe(1);
  });

  it('opens no more connections than the settings allow', async () => {
    const server = await serve();
    const client = clientOf(`http://127.0.0.1:${server.port}`, { maxConnections: 2, maxConcurrentRequests: 10 });
    await Promise.all(Array.from({ length: 20 }, (_, index) => client.request(upstreamRequest({ path: `/${index}` }))));
    expect(server.connectionCount()).toBe(2);
  });

  it('closes a connection that nobody uses', async () => {
    const server = await serve();
    const timeouts = upstreamTimeouts({ idleConnectionMs: 50 });
    const client = clientOf(`http://127.0.0.1:${server.port}`, { timeouts });
    await client.request(upstreamRequest());
    const [connection] = server.connections;
    if (connection) await once(connection, 'close');
    expect(server.connections.size).toBe(0);
    await expect(client.request(upstreamRequest())).resolves.toMatchObject({ status: 200 });
  });

  it('lets requests under way finish when it is closed, and leaves no connection behind', async () => {
    const asked = Promise.withResolvers<() => void>();
    const server = await serve(
      createServer((_, response) => {
        asked.resolve(() => response.end('[7]'));
      }),
    );
    const client = createUpstreamClient(upstreamOptions({ url: `http://127.0.0.1:${server.port}` }), silentLogger);
    const answer = client.request(upstreamRequest());
    const finish = await asked.promise;
    const closing = client.close();
    finish();
    expect(Buffer.from((await answer).body).toString()).toBe('[7]');
    await closing;
    const [connection] = server.connections;
    if (connection) await once(connection, 'close');
    expect(server.connections.size).toBe(0);
  });

  it('breaks off what lasts longer than a request may when it is closed', async () => {
    const server = await serve(createServer((_, response) => response.write('[')));
    const timeouts = upstreamTimeouts({ requestMs: 50, alertMs: 40 });
    const url = new URL(`http://127.0.0.1:${server.port}`);
    const pool = createUndiciExchange(upstreamOptions({ url: url.href, timeouts }));
    const { signal } = new AbortController();
    const { body } = await pool.exchange({ method: 'GET', url, headers: {}, redact: (text) => text, signal });
    const read = body.read(() => undefined).catch((error: unknown) => error);
    await pool.close();
    expect(await read).toBeInstanceOf(Error);
    const [connection] = server.connections;
    if (connection) await once(connection, 'close');
    expect(server.connections.size).toBe(0);
  });

  it('can be closed without ever having been used', async () => {
    await expect(
      createUpstreamClient(upstreamOptions({ url: 'http://127.0.0.1:1' }), silentLogger).close(),
    ).resolves.toBeUndefined();
  });
});

describe('HTTP/2', () => {
  const authority = createCertificateAuthority();
  const identity = authority.issue({ names: ['127.0.0.1'] });
  const tls = { caCertificates: authority.certificate, skipVerify: false };

  function startHttp2(answer: Parameters<typeof createSecureServer>[1]): Promise<Listening> {
    const options = { cert: identity.certificate, key: identity.key, allowHTTP1: true };
    return listen(createSecureServer(options, answer));
  }

  it('is spoken with a server that can, many requests over one connection', async () => {
    const versions = new Set<string>();
    const server = await startHttp2((request, response) => {
      versions.add(request.httpVersion);
      response.end(JSON.stringify([request.method, request.url, request.headers['x-tenant']]));
    });
    open.push(server);
    const client = clientOf(`https://127.0.0.1:${server.port}/api`, { tls, headers: [['X-Tenant', 'a']] });
    const first = await client.request(upstreamRequest({ body: Buffer.from('{}') }));
    expect(first.facts.httpVersion).toBe('2');
    expect(Buffer.from(first.body).toString()).toBe('["POST","/api/query","a"]');
    await Promise.all(Array.from({ length: 10 }, (_, index) => client.request(upstreamRequest({ path: `/${index}` }))));
    expect([...versions]).toEqual(['2.0']);
    expect(server.connectionCount()).toBe(1);
  });

  it('ends one request without the others on the same connection', async () => {
    const asked = Promise.withResolvers<undefined>();
    const ended = Promise.withResolvers<undefined>();
    const server = await startHttp2((request, response) => {
      if (request.url === '/fine') {
        response.end('[]');
        return;
      }
      response.once('close', () => {
        ended.resolve(undefined);
      });
      asked.resolve(undefined);
    });
    open.push(server);
    const client = clientOf(`https://127.0.0.1:${server.port}`, { tls });
    const caller = new AbortController();
    const hanging = client.request(upstreamRequest({ path: '/hanging', context: { signal: caller.signal } }));
    await asked.promise;
    caller.abort();
    await expect(hanging).rejects.toMatchObject({ kind: 'cancelled' });
    await ended.promise;
    await expect(client.request(upstreamRequest({ path: '/fine' }))).resolves.toMatchObject({ status: 200 });
    expect(server.connectionCount()).toBe(1);
  });

  it('says when the server ends a request in the middle', async () => {
    const server = await startHttp2((request) => {
      request.stream.close(2);
    });
    open.push(server);
    await expect(
      clientOf(`https://127.0.0.1:${server.port}`, { tls }).request(upstreamRequest()),
    ).rejects.toMatchObject({ kind: 'reset' });
  });
});
