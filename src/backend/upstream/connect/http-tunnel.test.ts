import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { listen } from '../../../testing/support/listen.ts';
import { openTunnel } from './http-tunnel.ts';

it("hands on what came in one packet with the proxy's answer", async () => {
  const proxy = await listen(
    createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 Connection established\r\n\r\nfirst words'));
    }),
  );
  const host = { host: '127.0.0.1', port: proxy.port };
  const socket = connect(host);
  await once(socket, 'connect');
  const tunnel = await openTunnel(socket, {
    target: { host: 'metrics.test', port: 443 },
    proxy: host,
    timeoutMs: 5000,
  });
  const heard = await text(tunnel);
  await proxy.close();
  expect(heard).toBe('first words');
});
