import { createServer } from 'node:http';
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen } from '../../../testing/support/listen.ts';
import { closeAll, upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(() => closeAll(open));

async function clientOf(encoding: string, body: Uint8Array): Promise<UpstreamClient> {
  const server = createServer((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
  return await clientFor(server);
}

async function clientFor(server: ReturnType<typeof createServer>): Promise<UpstreamClient> {
  const listening = await listen(server);
  const url = `http://127.0.0.1:${listening.port}`;
  const client = createUpstreamClient(upstreamOptions({ url }), silentLogger);
  open.push(listening, client);
  return client;
}

const text = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => [index, index * 7]));

/** Compresses badly, so that Brotli begins it with what might be a bracket. */
const randomText = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => Math.sin(index)));

describe('decompressBody', () => {
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', Buffer.from(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ])('reads %s', async (encoding, body) => {
    const { body: read } = await (await clientOf(encoding, body)).request(upstreamRequest());
    expect(Buffer.from(read).toString()).toBe(text);
  });

  it.each([
    ['gzip', Buffer.from(text)],
    ['deflate', Buffer.from(text)],
    ['br', Buffer.from(text)],
    ['zstd', Buffer.from(text)],
    ['br', Buffer.from('[]'), '[]'],
    ['gzip', Buffer.from('\ufeff{"a":"ümläut ümläut ümläut ümläut"}'), '\ufeff{"a":"ümläut ümläut ümläut ümläut"}'],
    ['deflate', Buffer.from('[{"text":"überall und überäll"}]'), '[{"text":"überall und überäll"}]'],
    ['br', gzipSync(text)],
    ['deflate', gzipSync(text)],
    ['gzip', deflateSync(text)],
    ['gzip', zstdCompressSync(text)],
    ['gzip, gzip', gzipSync(text)],
    ['br', brotliCompressSync(randomText), randomText],
    ['deflate', deflateRawSync('[1]'), '[1]'],
    ['"gzip"', gzipSync(text)],
  ])('is labelled %s and reads what it really is', async (encoding, body, expected = text) => {
    const { body: read } = await (await clientOf(encoding, body)).request(upstreamRequest());
    expect(Buffer.from(read).toString()).toBe(expected);
  });

  const members = Buffer.concat([gzipSync(text.slice(0, 1000)), gzipSync(''), gzipSync(text.slice(1000))]);
  const hundredsOfMembers = Buffer.concat([...Array<Buffer>(300).fill(gzipSync('')), members]);

  it.each([
    ['several members', members],
    ['hundreds of members', hundredsOfMembers],
    ['hundreds of members and zeros behind them', Buffer.concat([hundredsOfMembers, Buffer.alloc(100)])],
    ['zeros behind it', Buffer.concat([members, Buffer.alloc(100)])],
    ['a newline behind it', Buffer.concat([members, Buffer.from('\r\n')])],
    ['words behind it', Buffer.concat([members, Buffer.from('<!-- made in 5 ms -->'.repeat(10_000))])],
    ['half a mark behind it', Buffer.concat([members, Buffer.from([0x1f])])],
    ['a head with all there can be', withWholeHead(gzipSync(text))],
  ])('reads gzip with %s, in one piece and byte by byte', async (_, body) => {
    const inTwo = createServer((request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      if (request.url === '/whole') response.end(body);
      else for (const byte of body.subarray(0, 500)) response.write(Buffer.from([byte]));
      if (request.url !== '/whole') response.end(body.subarray(500));
    });
    const client = await clientFor(inTwo);
    for (const path of ['/whole', '/bytes']) {
      const { body: read } = await client.request(upstreamRequest({ path }));
      expect(Buffer.from(read).toString()).toBe(text);
    }
  });

  it.each([
    ['another checksum', (packed: Buffer) => packed.writeUInt32LE(1, packed.length - 8)],
    ['another size', (packed: Buffer) => packed.writeUInt32LE(1, packed.length - 4)],
    ['a head of the future', (packed: Buffer) => packed.writeUInt8(0x80, 3)],
    ['damage inside', (packed: Buffer) => packed.fill(0xff, 2000, 3000)],
  ])('says when gzip has %s', async (_, damage) => {
    const packed = gzipSync(text);
    damage(packed);
    await expect((await clientOf('gzip', packed)).request(upstreamRequest())).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringMatching(/the compressed answer of 127\.0\.0\.1:\d+ is damaged/) as unknown,
    });
  });

  it.each([
    ['gzip', gzipSync(text).subarray(0, 1000)],
    ['gzip', gzipSync(text).subarray(0, -1)],
    ['gzip', Buffer.concat([gzipSync(text), gzipSync(text).subarray(0, 1000)])],
    ['gzip', Buffer.concat([gzipSync(text), gzipSync(text).subarray(0, 5)])],
    ['gzip', hundredsOfMembers.subarray(0, -5)],
    ['deflate', deflateSync(text).subarray(0, 1000)],
    ['br', brotliCompressSync(text).subarray(0, 1000)],
    ['zstd', zstdCompressSync(text).subarray(0, 1000)],
  ])('says when %s is cut short', async (encoding, body) => {
    await expect((await clientOf(encoding, body)).request(upstreamRequest())).rejects.toMatchObject({
      kind: 'reset',
      message: expect.stringMatching(/127\.0\.0\.1:\d+ sent a compressed answer that is cut short/) as unknown,
    });
  });

  it.each([
    ['gzip', Buffer.from('no gzip at all\0')],
    ['gzip', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9])],
    // Node's own gunzip, which reads what follows a hundred members, takes no other bytes behind them.
    ['gzip', Buffer.concat([hundredsOfMembers, Buffer.from('words')])],
    ['br', Buffer.from('no brotli at all\0')],
    ['zstd', Buffer.from('no zstd at all\xff', 'latin1')],
  ])('says when %s is damaged', async (encoding, body) => {
    await expect((await clientOf(encoding, body)).request(upstreamRequest())).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringMatching(/the compressed answer of 127\.0\.0\.1:\d+ is damaged/) as unknown,
    });
  });

  it.each(['compress', 'gzip, gzip, gzip, gzip'])('does not read %s', async (encoding) => {
    await expect((await clientOf(encoding, gzipSync(text))).request(upstreamRequest())).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining(`got Content-Encoding: ${encoding}`) as unknown,
    });
  });

  it('does not let a server choose how much memory we need', async () => {
    // RFC 8878, 3.1.1: a frame that asks for a window of 128 MiB, and an empty last block.
    const windowed = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, (27 - 10) << 3, 1, 0, 0]);
    await expect((await clientOf('zstd', windowed)).request(upstreamRequest())).rejects.toMatchObject({
      kind: 'protocol',
    });
  });

  it('stops a bomb at the limit, and tells the server to stop', async () => {
    const stopped = Promise.withResolvers<undefined>();
    const client = await clientFor(
      createServer((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        const gzip = createGzip();
        gzip.pipe(response);
        const zeros = Buffer.alloc(1024 * 1024);
        const write = (): void => {
          while (!response.destroyed && gzip.write(zeros));
          if (!response.destroyed) gzip.once('drain', write);
        };
        response.once('close', () => {
          stopped.resolve(undefined);
        });
        write();
      }),
    );
    await expect(client.request(upstreamRequest())).rejects.toMatchObject({
      kind: 'too-large',
      message: expect.stringContaining('more than 1048576 bytes, decompressed') as unknown,
    });
    await stopped.promise;
  });
});

/** RFC 1952, 2.3: extra bytes, a name, a comment and a checksum of the head, which is not looked at. */
function withWholeHead(packed: Buffer): Buffer {
  const head = Buffer.from(packed.subarray(0, 10));
  head.writeUInt8(2 + 4 + 8 + 16, 3);
  const extra = Buffer.from([3, 0, 1, 2, 3]);
  return Buffer.concat([head, extra, Buffer.from('name\0comment\0'), Buffer.from([7, 7]), packed.subarray(10)]);
}
