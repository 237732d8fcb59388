import { once } from 'node:events';
import { createSecureServer, type ServerHttp2Session } from 'node:http2';
import { connect, createServer } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { listen, type Listening } from '../../../testing/support/listen.ts';
import {
  closeAll,
  upstreamOptions,
  upstreamRequest,
  upstreamTimeouts,
} from '../../../testing/support/upstream-builders.ts';
import { frame, okHead, startRawHttp2Server } from '../../../testing/support/servers/raw-http2-server.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';

const authority = createCertificateAuthority();
const identity = authority.issue({ names: ['127.0.0.1'] });
const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

interface Relay extends Listening {
  /** From now on, what comes on the connections that are open is dropped, as by a firewall that has forgotten them. */
  drop(): void;
  /** Resolves when something was dropped. */
  readonly dropped: Promise<undefined>;
}

async function startRelay(port: number): Promise<Relay> {
  const { promise: dropped, resolve } = Promise.withResolvers<undefined>();
  let connections: { isDropping: boolean }[] = [];
  const server = createServer((client) => {
    const state = { isDropping: false };
    connections.push(state);
    const upstream = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (bytes: Buffer) => {
        if (!state.isDropping) to.write(bytes);
        else resolve(undefined);
      });
      from.on('error', () => undefined).on('close', () => to.destroy());
    }
  });
  const drop = (): void => {
    for (const state of connections) state.isDropping = true;
    connections = [];
  };
  return Object.assign(await listen(server), { drop, dropped });
}

it('gives up a connection on which nothing comes any more, not even the answer to a PING', async () => {
  const { certificate: cert, key } = identity;
  const server = await listen(createSecureServer({ cert, key }, (_, response) => response.end('[]')));
  const relay = await startRelay(server.port);
  const client = createUpstreamClient(
    upstreamOptions({
      url: `https://127.0.0.1:${relay.port}`,
      tls: { caCertificates: authority.certificate, skipVerify: false },
      timeouts: upstreamTimeouts({ dialMs: 500 }),
    }),
    silentLogger,
  );
  open.push(server, relay, client);
  await expect(client.request(upstreamRequest())).resolves.toMatchObject({ facts: { httpVersion: '2' } });
  const [connection] = relay.connections;
  if (connection === undefined) throw new Error('expected a connection');
  const closed = once(connection, 'close');
  relay.drop();
  const caller = new AbortController();
  const lost = client.request(upstreamRequest({ context: { signal: caller.signal } }));
  await relay.dropped;
  caller.abort();
  await expect(lost).rejects.toMatchObject({ kind: 'cancelled' });
  await closed;
  await expect(client.request(upstreamRequest())).resolves.toMatchObject({ status: 200 });
  expect(relay.connectionCount()).toBe(2);
});

it.each([
  [
    'tiny frames',
    'thousands of tiny frames at once',
    (stream: number) =>
      Buffer.concat([okHead(stream), ...Array<Buffer>(50_000).fill(frame('data', 0, stream, Buffer.of(0x20)))]),
  ],
  [
    'answers before the answer',
    'more than 100 answers of status 1xx',
    (stream: number) =>
      Buffer.concat(Array<Buffer>(1000).fill(frame('headers', 4, stream, Buffer.from('\u0008\u0003103')))),
  ],
])('gives up a connection on which its server sends a flood of %s', async (_, words, flood) => {
  const server = await startRawHttp2Server(identity, (socket, stream) => socket.write(flood(stream)));
  const client = createUpstreamClient(
    upstreamOptions({
      url: `https://127.0.0.1:${server.port}`,
      tls: { caCertificates: authority.certificate, skipVerify: false },
      retries: 0,
    }),
    silentLogger,
  );
  open.push(server, client);
  await expect(client.request(upstreamRequest())).rejects.toMatchObject({
    kind: 'protocol',
    message: expect.stringContaining(words) as unknown,
  });
});

it('does not keep what a server that allows no streams has never let it send', async () => {
  const { certificate: cert, key } = identity;
  const listener = createSecureServer({ cert, key, settings: { maxConcurrentStreams: 0 } });
  const server = await listen(listener);
  const client = createUpstreamClient(
    upstreamOptions({
      url: `https://127.0.0.1:${server.port}`,
      tls: { caCertificates: authority.certificate, skipVerify: false },
      timeouts: upstreamTimeouts({ requestMs: 1000, alertMs: 1000 }),
      retries: 0,
    }),
    silentLogger,
  );
  open.push(server, client);
  const connected = once(listener, 'session') as Promise<[ServerHttp2Session]>;
  const asking = client.request(upstreamRequest());
  const [session] = await connected;
  const closed = new Promise((resolve) => session.on('error', () => undefined).once('close', resolve));
  await expect(asking).rejects.toMatchObject({ kind: 'timeout' });
  await closed;
});

it('keeps a connection whose server answers the PING, however long it thinks', async () => {
  const { certificate: cert, key } = identity;
  const asked = Promise.withResolvers<undefined>();
  const pinged = Promise.withResolvers<undefined>();
  const listener = createSecureServer({ cert, key }, (request, response) => {
    if (request.url === '/fine') response.end('[]');
    else asked.resolve(undefined);
  });
  listener.on('session', (session) =>
    session.on('ping', () => {
      pinged.resolve(undefined);
    }),
  );
  const server = await listen(listener);
  const client = createUpstreamClient(
    upstreamOptions({
      url: `https://127.0.0.1:${server.port}`,
      tls: { caCertificates: authority.certificate, skipVerify: false },
    }),
    silentLogger,
  );
  open.push(server, client);
  const caller = new AbortController();
  const thinking = client.request(upstreamRequest({ context: { signal: caller.signal } }));
  await asked.promise;
  caller.abort();
  await expect(thinking).rejects.toMatchObject({ kind: 'cancelled' });
  await pinged.promise;
  await expect(client.request(upstreamRequest({ path: '/fine' }))).resolves.toMatchObject({ status: 200 });
  expect(server.connectionCount()).toBe(1);
});
