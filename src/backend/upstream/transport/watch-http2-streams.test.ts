import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
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
