import { createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen, type Listening } from '../../../testing/support/listen.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

interface RawServer extends Listening {
  readonly client: UpstreamClient;
  /** The heads of the requests, as they came. */
  readonly heads: readonly string[];
}

/** Answers each request with these bytes, and leaves the connection open. */
async function serve(answer: string | ((socket: Socket) => void)): Promise<RawServer> {
  const heads: string[] = [];
  const listening = await listen(
    createServer((socket) => {
      socket.on('data', (bytes) => {
        heads.push(bytes.toString('latin1').split('\r\n\r\n')[0] ?? '');
        if (typeof answer === 'string') socket.write(answer, 'latin1');
        else answer(socket);
      });
    }),
  );
  const url = `http://127.0.0.1:${listening.port}`;
  const client = createUpstreamClient(
    upstreamOptions({ url, headers: [['x-tenant-id', 'a']], maxResponseBytes: 16 * 1024 * 1024 }),
    silentLogger,
  );
  open.push(listening, client);
  return { ...listening, client, heads };
}

const ask = ({ client }: RawServer) =>
  client.request(upstreamRequest({ body: Buffer.from('{}'), headers: { 'content-type': 'application/json' } }));
const textOf = async (server: RawServer) => Buffer.from((await ask(server)).body).toString();

describe('a request', () => {
  it('has header names as browsers and Go write them', async () => {
    const server = await serve('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]');
    await ask(server);
    expect(server.heads[0]?.split('\r\n')).toEqual([
      'POST /query HTTP/1.1',
      expect.stringMatching(/^Host: 127\.0\.0\.1:\d+$/),
      'Connection: keep-alive',
      'Accept: application/json, text/plain, */*',
      'Accept-Encoding: gzip, deflate, br, zstd',
      expect.stringMatching(/^User-Agent: /),
      'Content-Type: application/json',
      'X-Tenant-Id: a',
      'Content-Length: 2',
    ]);
  });
});

describe('an answer whose head is not as it should be', () => {
  it.each([
    ['lines that end in LF', 'HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 2\n\n[]'],
    ['lines that end in LF and CRLF', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\nContent-Length: 2\n\r\n[]'],
    ['chunks behind lines that end in LF', 'HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n2\r\n[]\r\n0\r\n\r\n'],
    ['a length that is said twice', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n[]'],
    ['a length that is said twice in a line', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n[]'],
    [
      'a length beside chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n',
    ],
    [
      'chunks that are said twice',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n',
    ],
    [
      'blanks and more behind the size of a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2  \r\n[1\r\n1 ;a=b\r\n]\r\n0   \r\n\r\n',
      '[1]',
    ],
    ['chunks whose lines end in LF', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\n[]\n0\n\n'],
    [
      'such chunks behind a sound head, with trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\n[\n1\n]\n0\nX-Sum: 1\n\n',
    ],
    [
      'chunks of which some lines end in LF',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\n1\n]\r\n0\r\n\n',
    ],
    [
      'extensions of a chunk in quotes',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a="b;c"\r\n[]\r\n0\r\n\r\n',
    ],
    ['trailers', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\nX-Sum: 1\r\n\r\n'],
    [
      'a length in its trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\nContent-Length: 2\r\n\r\n',
    ],
    [
      'control characters in its trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\nX: a\x01\r\n\r\n',
    ],
    ['blanks behind a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2  \r\n\r\n[]'],
    ['zeros before a length', 'HTTP/1.1 200 OK\r\nContent-Length: 0002\r\n\r\n[]'],
    ['an encoding that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n[]'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nX-Note: one\r\n\ttwo\r\n  three\r\nContent-Length: 2\r\n\r\n[]'],
    ['a blank before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\n[]'],
    ['a name that is none', 'HTTP/1.1 200 OK\r\nIt works\r\n: x\r\nX Y: 1\r\nContent-Length: 2\r\n\r\n[]'],
    ['a control character', 'HTTP/1.1 200 OK\r\nX-Note: a\x01b\x7f\r\nContent-Length: 2\r\n\r\n[]'],
    ['letters beyond ASCII', 'HTTP/1.1 200 D\xe9j\xe0\r\nX-Note: \xfc\r\nContent-Length: 2\r\n\r\n[]'],
    ['a version of its own', 'HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\n[]'],
    ['empty lines before it', '\r\n\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]'],
    ['100 Continue before it', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]'],
    [
      'several answers before it',
      'HTTP/1.1 100 Continue\n\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 2\n\n[]',
    ],
    ['40 KB', `HTTP/1.1 200 OK\r\nX-Error: ${'x'.repeat(40_000)}\r\nContent-Length: 2\r\n\r\n[]`],
    ['1000 KB', `HTTP/1.1 200 OK\r\nX-Error: ${'x'.repeat(1_000_000)}\r\nContent-Length: 2\r\n\r\n[]`],
    [
      '1000 KB in 10 000 lines',
      `HTTP/1.1 200 OK\n${`X-Error: ${'x'.repeat(90)}\n`.repeat(10_000)}Content-Length: 2\n\n[]`,
    ],
  ])('is read: %s', async (_title, answer, text = '[]') => {
    const server = await serve(answer);
    expect(await textOf(server)).toBe(text);
    expect(await textOf(server)).toBe(text);
  });

  it('is read byte by byte', async () => {
    const bytes = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 2\n\n[]';
    const server = await serve((socket) => {
      socket.setNoDelay(true);
      const next = (at: number): void => {
        if (at < bytes.length) socket.write(bytes.slice(at, at + 1), () => setImmediate(next, at + 1));
      };
      next(0);
    });
    expect(await textOf(server)).toBe('[]');
  });

  it.each(['\r\n', '\n'])(
    'is whole when its chunks come faster than they are decompressed, lines ending in %j',
    async (end) => {
      const text = JSON.stringify(Array.from({ length: 400_000 }, (_, i) => Math.sin(i)));
      const body = gzipSync(text, { level: 1 });
      const chunks = [`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n`];
      for (let at = 0; at < body.length; at += 10_000) {
        const chunk = body.toString('latin1', at, at + 10_000);
        chunks.push(`${chunk.length.toString(16)}${end}${chunk}${end}`);
      }
      const server = await serve(`${chunks.join('')}0${end}${end}`);
      for (let count = 0; count < 3; count++) expect((await textOf(server)) === text).toBe(true);
    },
  );

  it('keeps what the headers say', async () => {
    const server = await serve(
      'HTTP/1.1 404 Nope\nX-Note: one\n two\nContent-Type: text/plain\nContent-Length: 7\n\nno such',
    );
    await expect(ask(server)).rejects.toMatchObject({
      kind: 'status',
      status: 404,
      message: expect.stringContaining('no such') as unknown,
    });
  });

  it('ends its connection, while a sound one is used again', async () => {
    const lenient = await serve('HTTP/1.1 200 OK\nContent-Length: 2\n\n[]');
    const sound = await serve('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]');
    for (let count = 0; count < 3; count += 1) {
      await Promise.all([ask(lenient), ask(sound)]);
      await turn();
    }
    expect(lenient.connectionCount()).toBe(3);
    expect(sound.connectionCount()).toBe(1);
  });

  it.each([
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]', 'Content-Length: 2 and 3'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n[]', 'Content-Length: two'],
    ['more than 1 MiB', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_100_000)}\r\n\r\n[]`, 'more headers than fit in 1 MiB'],
    ['interim answers without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(60_000), 'more headers than fit in 1 MiB'],
    [
      'thousands of headers',
      `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(12_000)}\r\n[]`,
      'more than 12000 lines of headers',
    ],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', 'does not answer in HTTP'],
    ...['zz\r\n[]', '2\r\n[]]\r\n0\r\n\r\n', '2\n[]]\n0\n\n'].map((body) => [
      `chunks that are none: ${JSON.stringify(body)}`,
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
      'the server sends its answer in chunks (Transfer-Encoding: chunked); expected ',
    ]),
  ])('is refused when it has %s', async (_title, answer, words) => {
    const server = await serve(answer);
    await expect(ask(server)).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining(words) as unknown,
    });
  });

  it.each(['UTF-8', 'none', 'json', 'aws-chunked, utf-8', 'binary'])('has Content-Encoding: %s', async (encoding) => {
    const server = await serve(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 2\r\n\r\n[]`);
    expect(await textOf(server)).toBe('[]');
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, br'])('is empty although it is labelled %s', async (encoding) => {
    const server = await serve(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 0\r\n\r\n`);
    expect(await textOf(server)).toBe('');
  });
});
