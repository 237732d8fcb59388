import { createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen, type Listening } from '../../../testing/support/listen.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

interface SmallServer extends Listening {
  readonly client: UpstreamClient;
}

async function serve(
  onRequest: (bytes: Buffer, socket: Socket) => void,
  maxConnections = Infinity,
): Promise<SmallServer> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      onRequest(bytes, socket);
    });
  });
  if (Number.isFinite(maxConnections)) server.maxConnections = maxConnections;
  const listening = await listen(server);
  const url = `http://127.0.0.1:${listening.port}`;
  const client = createUpstreamClient(upstreamOptions({ url }), silentLogger);
  open.push(listening, client);
  return { ...listening, client };
}

const request = upstreamRequest({ body: Buffer.from('{"a":1}'), headers: { 'content-type': 'application/json' } });
const textOf = async ({ client }: SmallServer) => Buffer.from((await client.request(request)).body).toString();
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]';
const refusal = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';

describe('a small server', () => {
  it('that reads once gets the head and the body of a request at once', async () => {
    const server = await serve((bytes, socket) => {
      socket.end(bytes.toString().endsWith('\r\n\r\n{"a":1}') ? answer : refusal);
    });
    expect(await textOf(server)).toBe('[]');
  });

  it.each<[string, (head: string) => boolean]>([
    ['looks for Content-Length letter by letter', (head) => head.includes('\r\nContent-Length: 7\r\n')],
    ['makes nothing but text/plain', (head) => /\r\nAccept: .*(text\/plain|\*\/\*)/.test(head)],
    [
      'takes application/json without a parameter alone',
      (head) => head.includes('\r\nContent-Type: application/json\r\n'),
    ],
    ['knows no chunks and waits for nobody', (head) => !/\r\n(transfer-encoding|expect|te|upgrade):/i.test(head)],
    ['has 512 bytes for a head', (head) => head.length < 512],
    ['wants Host first', (head) => head.startsWith('POST /query HTTP/1.1\r\nHost: ')],
    ['knows no name in lower case', (head) => !/\r\n[a-z]/.test(head)],
  ])('that %s is content', async (_, isContent) => {
    const server = await serve((bytes, socket) => {
      const [head = ''] = bytes.toString().split('\r\n\r\n');
      socket.end(isContent(`${head}\r\n`) ? answer : refusal);
    });
    expect(await textOf(server)).toBe('[]');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes', (socket) => socket.end(answer)],
    ['says that it closes', (socket) => socket.end(answer.replace('\r\n', '\r\nConnection: close\r\n'))],
    ['speaks HTTP/1.0', (socket) => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n[]')],
    ['resets', (socket) => socket.write(answer, () => socket.resetAndDestroy())],
  ])('that %s after each answer is asked again on another connection', async (_, send) => {
    const server = await serve((_bytes, socket) => {
      send(socket);
    });
    for (let count = 0; count < 5; count += 1) expect(await textOf(server)).toBe('[]');
  });

  it('that serves one connection at a time is asked on one, one after the other', async () => {
    const server = await serve((_, socket) => {
      socket.write(answer);
    }, 1);
    for (let count = 0; count < 5; count += 1) {
      expect(await textOf(server)).toBe('[]');
      // undici notices only in its next turn that the connection is free.
      await turn();
    }
    expect(server.connectionCount()).toBe(1);
  });
});
