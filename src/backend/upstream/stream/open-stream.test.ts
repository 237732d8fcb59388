import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from '../../../testing/support/fake-upstream.ts';
import { PushingServer } from '../../../testing/support/servers/pushing-server.ts';
import { upstreamOptions, upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import type { UpstreamClient } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';
import type { UpstreamStream } from '../contract/upstream-stream.ts';
import { createUpstreamClient } from '../create-upstream-client.ts';

let upstream: FakeUpstream;
let client: UpstreamClient;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  client = createClient();
});

afterEach(async () => {
  await client.close();
  await upstream.close();
});

function createClient(options: Partial<UpstreamOptions> = {}): UpstreamClient {
  return createUpstreamClient(
    upstreamOptions({ url: upstream.url, maxResponseBytes: 64 * 1024 * 1024, ...options }),
    silentLogger,
  );
}

async function eventsOf(stream: UpstreamStream): Promise<readonly (readonly [type: string, data: string])[]> {
  const events: (readonly [string, string])[] = [];
  await stream.read(({ type, data }) => {
    events.push([type, Buffer.from(data).toString()]);
    return Promise.resolve();
  });
  return events;
}

function answerStream(
  type: string,
  pieces: readonly (string | Uint8Array)[],
  headers: Record<string, string> = {},
): void {
  upstream.answer('/stream', {
    headers: { 'content-type': type, ...headers },
    write: (response) => {
      // Each in a packet of its own.
      const next = (i: number): void => {
        const piece = pieces[i];
        if (piece === undefined) response.end();
        else response.write(piece, () => setImmediate(next, i + 1));
      };
      next(0);
    },
  });
}

const byteByByte = [...Buffer.from('\uFEFFid: 1\r\ndata: [1]\r\n\r\n: x\n\ndata: ["é"]\n\n')].map((byte) =>
  Uint8Array.of(byte),
);

describe('openStream', () => {
  it.each([
    [
      'events',
      ['data: [1]\n\ndata: [2]\n\n'],
      [
        ['message', '[1]'],
        ['message', '[2]'],
      ],
    ],
    [
      'events in bytes, with CRLF, a mark of UTF-8 and a comment',
      byteByByte,
      [
        ['message', '[1]'],
        ['message', '["é"]'],
      ],
    ],
    [
      'events that end in CR alone',
      ['data: [1]\r\r', 'data: [2]\r', '\r\n'],
      [
        ['message', '[1]'],
        ['message', '[2]'],
      ],
    ],
    ['events in several lines', ['data: [\n', 'data: 1]\n\n'], [['message', '[\n1]']]],
    [
      'names',
      ['event: error\ndata: no\n\nevent\ndata: [1]\n\n'],
      [
        ['error', 'no'],
        ['message', '[1]'],
      ],
    ],
    [
      'comments and fields without an event',
      [':\n:\n: x\nid: 1\n\nretry: 5\n\ndata\n\n', 'unknown: 1\ndata:[1]\n\n'],
      [['message', '[1]']],
    ],
    ['an event that is cut off', ['data: [1]\n\ndata: [2]\n'], [['message', '[1]']]],
  ])('reads %s', async (_name, pieces, expected) => {
    answerStream('text/event-stream; charset=utf-8', pieces);
    expect(await eventsOf(await client.openStream(upstreamRequest({ path: '/stream' })))).toEqual(expected);
  });

  it.each([
    ['lines', ['[1]\n[2]\n'], ['[1]', '[2]']],
    ['lines in pieces, and blank ones', ['[', '1]', '\r\n\n \n', '[2]\n'], ['[1]\r', '[2]']],
  ])('reads %s', async (_name, pieces, expected) => {
    answerStream('application/x-ndjson', pieces);
    const events = await eventsOf(await client.openStream(upstreamRequest({ path: '/stream' })));
    expect(events).toEqual(expected.map((data) => ['message', data]));
  });

  it('knows the last event, and how long the server wants to be left alone', async () => {
    answerStream('text/event-stream', ['retry: 250\nid: 7\ndata: [1]\n\n', 'data: [2]\n\n']);
    const stream = await client.openStream(upstreamRequest({ path: '/stream' }));
    await eventsOf(stream);
    expect([stream.lastEventId, stream.retryMs]).toEqual(['7', 250]);
  });

  it.each([
    ['that none had', 'data: [1]\n\n', undefined],
    ['in other letters, as a header takes it', 'id: é\ndata: [1]\n\n', 'Ã©'],
    ['that was taken back', 'id: 7\ndata: [1]\n\nid:\ndata: [2]\n\n', ''],
    ['that no header takes', `id: 7\ndata: [1]\n\nid: ${'€'.repeat(600)}\ndata: [2]\n\n`, ''],
  ])('knows the id of the last event %s', async (_name, events, id) => {
    answerStream('text/event-stream', [events]);
    const stream = await client.openStream(upstreamRequest({ path: '/stream' }));
    await eventsOf(stream);
    expect(stream.lastEventId).toBe(id);
  });

  it('does not count an event that its reader refuses', async () => {
    answerStream('text/event-stream', ['id: 1\ndata: [1]\n\nid: 2\ndata: [2]\n\n']);
    const stream = await client.openStream(upstreamRequest({ path: '/stream' }));
    const reading = stream.read(({ data }) =>
      data.includes(0x32) ? Promise.reject(new Error('refused')) : Promise.resolve(),
    );
    await expect(reading).rejects.toThrow('refused');
    expect(stream.lastEventId).toBe('1');
  });

  it('takes off what the server compresses', async () => {
    answerStream('text/event-stream', [gzipSync(`: ${' '.repeat(100)}\n\ndata: [1]\n\n`)], {
      'content-encoding': 'gzip',
    });
    const events = await eventsOf(await client.openStream(upstreamRequest({ path: '/stream' })));
    expect(events).toEqual([['message', '[1]']]);
  });

  it('sends what any request has, and says what it reads', async () => {
    await client.close();
    client = createClient({ authorization: 'Bearer abc', headers: [['X-Scope', 'a']] });
    answerStream('text/event-stream', ['data: [1]\n\n']);
    const request = upstreamRequest({ path: '/stream', body: Buffer.from('{}'), headers: { 'last-event-id': '7' } });
    await eventsOf(await client.openStream(request));
    const [sent] = upstream.requests;
    expect(sent).toMatchObject({
      ...{ method: 'POST', path: '/stream', body: '{}' },
      headers: {
        ...{ authorization: 'Bearer abc', 'x-scope': 'a', 'last-event-id': '7', 'accept-encoding': 'identity' },
        accept: 'text/event-stream, application/x-ndjson',
      },
    });
  });

  it.each([
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'protocol', 'got text/html'],
    ['a plain answer', { body: [] }, 'protocol', 'got application/json'],
    ['nothing', { status: 204 }, 'protocol', 'got status 204'],
    ['404', { status: 404, body: { message: 'no stream' } }, 'status', 'status 404 and says: no stream'],
    ['500', { status: 500, body: 'broken' }, 'status', 'status 500'],
    [
      'a redirect to elsewhere',
      { status: 302, headers: { location: 'http://192.0.2.1/' } },
      'redirect',
      'another server',
    ],
  ])('says what is wrong with %s', async (_name, answer, kind, message) => {
    upstream.answer('/stream', answer);
    const opening = client.openStream(upstreamRequest({ path: '/stream' }));
    await expect(opening).rejects.toMatchObject({ kind, message: expect.stringContaining(message) });
  });

  it.each([
    ['a line without an end', 'application/x-ndjson', ' '],
    ['an event without an end', 'text/event-stream', 'data: x\n'],
    ['a comment without an end', 'text/event-stream', ': '],
  ])('gives up %s', async (_name, type, unit) => {
    const piece = unit.repeat((1024 * 1024) / unit.length);
    const answered = upstream.nextRequest('/stream');
    upstream.answer('/stream', {
      headers: { 'content-type': type },
      write: (response) => {
        const send = (): void => {
          if (!response.destroyed) response.write(piece, () => setImmediate(send));
        };
        send();
      },
    });
    const stream = await client.openStream(upstreamRequest({ path: '/stream' }));
    await expect(eventsOf(stream)).rejects.toMatchObject({ kind: 'too-large' });
    expect(await (await answered).answered).toBe(false);
  });

  it('does not wait for a head for longer than any request', async () => {
    await client.close();
    client = createClient({ timeouts: { ...upstreamOptions({ url: upstream.url }).timeouts, requestMs: 1000 } });
    upstream.answer('/stream', () => new Promise(() => undefined));
    const asked = upstream.nextRequest('/stream');
    await expect(client.openStream(upstreamRequest({ path: '/stream' }))).rejects.toMatchObject({ kind: 'timeout' });
    expect(await (await asked).answered).toBe(false);
  });

  it('gives up an event that begins and does not end', async () => {
    await client.close();
    client = createClient({ timeouts: { ...upstreamOptions({ url: upstream.url }).timeouts, requestMs: 1000 } });
    const server = new PushingServer(upstream);
    const stream = await client.openStream(upstreamRequest({ path: '/stream' }));
    const trickle = setInterval(() => {
      server.send('d');
    }, 5);
    await expect(eventsOf(stream)).rejects.toMatchObject({ kind: 'timeout' });
    clearInterval(trickle);
  });

  it('ends its connection when it is cancelled or closed, opened or not', async () => {
    const server = new PushingServer(upstream);
    const cancelled = new AbortController();
    const request = upstreamRequest({ path: '/stream', context: { signal: cancelled.signal } });
    const [first, second] = [server.opened(), await client.openStream(request)];
    const reading = eventsOf(second);
    cancelled.abort(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
    expect(await (await first).answered).toBe(false);
    await expect(client.openStream(request)).rejects.toThrow('gone');

    const third = server.opened();
    (await client.openStream(upstreamRequest({ path: '/stream' }))).close();
    expect(await (await third).answered).toBe(false);
  });

  it('makes the server wait for a reader that takes its time', async () => {
    const eventsAtOnce = 100;
    const writes = 300;
    const piece = `data: ${'x'.repeat(1000)}\n\n`.repeat(eventsAtOnce);
    let sent = 0;
    upstream.answer('/stream', {
      headers: { 'content-type': 'text/event-stream' },
      write: (response) => {
        const send = (): void => {
          sent += 1;
          if (sent <= writes) response.write(piece, () => setImmediate(send));
          else response.end();
        };
        send();
      },
    });
    const stream = await client.openStream(upstreamRequest({ path: '/stream' }));
    const { promise: patience, resolve: goOn } = Promise.withResolvers<undefined>();
    let taken = 0;
    const reading = stream.read(async () => {
      taken += 1;
      if (taken === 1) await patience;
    });
    for (let before = -1; before !== sent;) {
      before = sent;
      await sleep(200);
    }
    expect(sent).toBeLessThan(writes);
    goOn(undefined);
    expect([await reading, taken]).toEqual(['ended', writes * eventsAtOnce]);
  });
});
