/** Servers that announce a stream for live panels and send on it what they should not. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { expect } from '@jest/globals';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import type { LiveChannel } from '../../shared/query-model.ts';
import { decodeFrame } from '../support/readers/decode-frame.ts';
import { type Listening, listen } from '../support/listen.ts';
import { type HostileSource, toPluginContext } from './support/data-source-under-attack.ts';
import { hostileCase } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';

const mebibyte = 1024 * 1024;
/** How long each fault is watched. */
const watchedMs = 6000;

interface Pushing extends Listening {
  readonly url: string;
  /** How often each path was asked for. */
  readonly counts: Map<string, number>;
}

/** A server that announces a stream, answers /query with one point each time, and does on the stream what it is told. */
async function startPushing(
  push: (response: ServerResponse, request: IncomingMessage) => unknown,
  type = 'text/event-stream',
): Promise<Pushing> {
  const counts = new Map<string, number>();
  const listening = await listen(
    createServer((request, response) => {
      request.resume();
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      counts.set(path, (counts.get(path) ?? 0) + 1);
      if (path === '/stream') {
        response.setHeader('content-type', type);
        push(response, request);
      } else if (path === '/query') {
        response.end(JSON.stringify([{ target: 'a', datapoints: [[1, Date.now()]] }]));
      } else {
        response.setHeader('x-simple-json-stream', '/stream').end('{}');
      }
    }),
  );
  return { ...listening, url: `http://127.0.0.1:${String(listening.port)}`, counts };
}

interface Watched {
  readonly packets: number;
  readonly largest: number;
}

/** Where a live panel of a data source can subscribe. */
async function channelOf({ query }: HostileStage, source: HostileSource): Promise<LiveChannel> {
  const toEpochMS = Date.now();
  const model = { target: 'a', type: 'timeserie', live: {}, carried: { rangeRaw: { from: 'now-1m', to: 'now' } } };
  const timeRange = { fromEpochMS: toEpochMS - 60_000, toEpochMS };
  const { A } = await query(source, { models: { A: model }, timeRange });
  const [frame] = A?.frames ?? [];
  const channel = frame && (decodeFrame(frame).meta?.custom?.['live'] as LiveChannel | undefined);
  if (channel === undefined) throw new Error(`expected a channel, got ${JSON.stringify(A)}`);
  return channel;
}

/** Follows a live query for a while, as a host does. @param pauseMs how long a viewer takes for each packet */
async function watch(stage: HostileStage, source: HostileSource, pauseMs = 0): Promise<Watched> {
  const { path, data: question } = await channelOf(stage, source);
  const data = Buffer.from(JSON.stringify(question));
  const request = pluginv2.RunStreamRequest.create({ pluginContext: toPluginContext(source), path, data });
  const watched = { packets: 0, largest: 0 };
  const ended = AbortSignal.timeout(watchedMs);
  const packets = stage.plugin.stream(pluginv2.StreamService.runStream, request, { signal: ended });
  try {
    for await (const packet of packets) {
      watched.packets += 1;
      watched.largest = Math.max(watched.largest, packet.data.length);
      await sleep(pauseMs);
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
  return watched;
}

const jsonData = { minLiveIntervalMs: 500 };

/** As fast as the plugin takes it, until it goes away. */
async function sendForever(to: Writable, next: () => string | Buffer): Promise<void> {
  while (!to.destroyed) {
    if (to.write(next())) await sleep(0);
    else await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
  }
}

const blanks = Buffer.alloc(mebibyte / 4, ' ');

hostileCase('a line without an end in a stream', {}, async (stage) => {
  const server = await startPushing((response) => sendForever(response, () => blanks), 'application/x-ndjson');
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData });
  // The panel moves all the same: /query is asked instead.
  expect(packets).toBeGreaterThan(2);
  expect(server.counts.get('/stream')).toBe(1);
  await server.close();
});

hostileCase('an event of endless empty lines in a stream', {}, async (stage) => {
  const server = await startPushing((response) => sendForever(response, () => 'data:\n'.repeat(20_000)));
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData });
  expect(packets).toBeGreaterThan(2);
  expect(server.counts.get('/stream')).toBe(1);
  await server.close();
});

hostileCase('an event of 100 MiB in a stream', {}, async (stage) => {
  const point = `[1,${String(Date.now())}],`.repeat(10_000);
  const server = await startPushing(async (response) => {
    response.write('data: [{"target":"a","datapoints":[');
    for (let sent = 0; sent < 100 * mebibyte && !response.destroyed; sent += point.length) {
      await new Promise((resolve) => response.write(point, () => setImmediate(resolve)));
    }
    response.end('[1,1]]}]\n\n');
  });
  const { packets, largest } = await watch(stage, { url: server.url, id: 2, jsonData });
  expect(packets).toBeGreaterThan(2);
  expect(largest).toBeLessThan(mebibyte);
  expect(server.counts.get('/stream')).toBe(1);
  await server.close();
});

hostileCase('an event of 12 MiB of tiny objects in a stream', {}, async (stage) => {
  const event = `data: [${'{},'.repeat(4 * mebibyte)}1]\n\n`;
  const server = await startPushing((response) => response.write(event));
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData });
  expect(packets).toBeGreaterThan(2);
  expect(stage.plugin.stderrLines).toContainEqual(
    expect.stringContaining('expected at most 2000000 arrays and objects in an answer'),
  );
  await server.close();
});

hostileCase('a stream that is closed at once, again and again', {}, async (stage) => {
  const server = await startPushing((response) => response.end());
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData });
  expect(packets).toBeGreaterThan(2);
  // Pauses of half a second, one, two and so on.
  expect(server.counts.get('/stream')).toBeLessThanOrEqual(5);
  expect(server.counts.get('/query')).toBeLessThanOrEqual(watchedMs / jsonData.minLiveIntervalMs + 10);
  await server.close();
});

hostileCase('a million series that come and go in a stream', { timeoutMs: 90_000 }, async (stage) => {
  let series = 0;
  const server = await startPushing((response) =>
    sendForever(response, () => {
      const results = Array.from({ length: 1000 }, () => ({
        target: `series ${String(series++)}`,
        datapoints: [[1, Date.now()]],
      }));
      return `data: ${JSON.stringify(results)}\n\n`;
    }),
  );
  const { packets, largest } = await watch(stage, { url: server.url, id: 2, jsonData });
  expect(packets).toBeGreaterThan(2);
  expect(largest).toBeLessThan(2 * mebibyte);
  await server.close();
});

hostileCase('a stream that trickles one byte a second', {}, async (stage) => {
  const server = await startPushing((response) => {
    response.flushHeaders();
    const timer = setInterval(() => response.write('d'), 1000);
    response.on('close', () => {
      clearInterval(timer);
    });
  });
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData: { ...jsonData, timeout: 2 } });
  // Between two connections there is time for a question or two: the pause is a random one.
  expect(packets).toBeGreaterThanOrEqual(2);
  expect(server.counts.get('/stream')).toBeGreaterThanOrEqual(2);
  await server.close();
});

hostileCase('a gzip bomb in a stream', {}, async (stage) => {
  const server = await startPushing((response) => {
    response.setHeader('content-encoding', 'gzip');
    const gzip = createGzip();
    gzip.pipe(response);
    response.on('close', () => gzip.destroy());
    void sendForever(gzip, () => blanks);
  });
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData });
  expect(packets).toBeGreaterThan(2);
  expect(server.counts.get('/stream')).toBe(1);
  await server.close();
});

hostileCase('a stream of events faster than its viewer takes them', {}, async (stage) => {
  let sent = 0;
  const server = await startPushing((response) =>
    sendForever(response, () => {
      sent += 1;
      const points = Array.from({ length: 2000 }, (_, i) => [Math.random(), Date.now() + i]);
      return `data: ${JSON.stringify([{ target: 'a', datapoints: points }])}\n\n`;
    }),
  );
  const { packets, largest } = await watch(stage, { url: server.url, id: 2, jsonData }, 500);
  expect(packets).toBeGreaterThan(2);
  expect(largest).toBeLessThan(2 * mebibyte);
  expect(sent).toBeGreaterThan(2);
  await server.close();
});

hostileCase('a stream of tiny events without end', {}, async (stage) => {
  const server = await startPushing((response) => sendForever(response, () => 'data: []\n\n:\n\n'.repeat(5000)));
  await watch(stage, { url: server.url, id: 2, jsonData });
  expect(server.counts.get('/stream')).toBe(1);
  await server.close();
});

hostileCase('a stream whose head never ends', {}, async (stage) => {
  const server = await startPushing((response) => {
    const { socket } = response;
    socket?.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n');
    const timer = setInterval(() => socket?.write('x-more: 1\r\n'), 100);
    socket?.on('close', () => {
      clearInterval(timer);
    });
  });
  const { packets } = await watch(stage, { url: server.url, id: 2, jsonData: { ...jsonData, timeout: 2 } });
  expect(packets).toBeGreaterThan(2);
  await server.close();
});
