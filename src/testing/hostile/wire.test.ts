/** Bytes on the plugin's own socket that are no gRPC, or too much of it. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { hostileCase } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';
import {
  callHead,
  connectRaw,
  endHeaders,
  endStream,
  flood,
  frame,
  frameTypes,
  headerField,
  opening,
} from './support/raw-http2.ts';

const queryData = callHead('/pluginv2.Data/QueryData');

function times(count: number, piece: Uint8Array): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => piece));
}

function* repeated(count: number, piece: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield piece;
}

async function open({ plugin }: HostileStage, ...first: readonly Uint8Array[]): Promise<Socket> {
  const socket = await connectRaw(plugin.handshake);
  socket.write(Buffer.concat(first));
  return socket;
}

const notHttp2: Readonly<Record<string, Uint8Array>> = {
  'HTTP/1.1': Buffer.from('GET / HTTP/1.1\r\nhost: plugin\r\n\r\n'),
  TLS: Buffer.from('16030100c8010000c40303', 'hex'),
  garbage: Buffer.from('GARBAGE '.repeat(1000)),
  'a preface with another end': Buffer.from('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n'),
  'a head that cannot be decoded': Buffer.concat([opening, frame('headers', 5, 1, Buffer.from('ffffffffff0f', 'hex'))]),
  'a frame longer than allowed': Buffer.concat([opening, frame('data', 0, 1, Buffer.alloc(20_000))]),
  'a window beyond its limit': Buffer.concat([opening, Buffer.from('00000408000000000' + '07fffffff', 'hex')]),
};

hostileCase('a connection that does not speak HTTP/2', {}, async (stage) => {
  for (const [name, bytes] of Object.entries(notHttp2)) {
    const socket = await open(stage, bytes);
    if (!socket.destroyed) await once(socket, 'close');
    expect([name, socket.destroyed]).toEqual([name, true]);
  }
});

hostileCase('hundreds of connections that say nothing, or half a word', {}, async (stage) => {
  const silent = await Promise.all(Array.from({ length: 150 }, () => open(stage)));
  const halfway = await Promise.all(Array.from({ length: 150 }, () => open(stage, opening.subarray(0, 10))));
  const inCall = frame('headers', endHeaders, 1, queryData);
  const half = frame('data', 0, 1, Buffer.concat([Buffer.from('0003ffffff', 'hex'), Buffer.alloc(10_000)]));
  const slow = await Promise.all(Array.from({ length: 50 }, () => open(stage, opening, inCall, half)));
  await sleep(500);
  for (const socket of [...silent, ...halfway, ...slow]) socket.destroy();
});

/** Each is to end the connection long before all of it is sent. */
const floods: Readonly<Record<string, { readonly first?: Uint8Array; readonly pieces: () => Iterable<Uint8Array> }>> = {
  settings: { pieces: () => repeated(5000, times(1000, frame('settings', 0, 0, Buffer.from('000300000064', 'hex')))) },
  pings: { pieces: () => repeated(5000, times(1000, frame('ping', 0, 0, Buffer.alloc(8)))) },
  // CVE-2024-27316
  continuations: {
    first: frame('headers', 0, 1, queryData),
    pieces: () => repeated(5000, frame('continuation', 0, 1, headerField('x', 'y'.repeat(16_000)))),
  },
  'empty continuations': {
    first: frame('headers', 0, 1, queryData),
    pieces: () => repeated(5000, times(1000, frame('continuation', 0, 1))),
  },
  'empty data': {
    first: frame('headers', endHeaders, 1, queryData),
    pieces: () => repeated(5000, times(1000, frame('data', 0, 1))),
  },
};

hostileCase('floods of HTTP/2 frames', { timeoutMs: 120_000 }, async (stage) => {
  for (const [name, { first = Buffer.alloc(0), pieces }] of Object.entries(floods)) {
    const socket = await open(stage, opening, first);
    expect([name, await flood(socket, pieces())]).toEqual([name, true]);
  }
});

/** Streams that are opened and, if told, cancelled at once. */
function* streams(count: number, end: 'cancelled' | 'open'): Generator<Uint8Array> {
  const cancel = Buffer.of(0, 0, 0, 8);
  for (let id = 1; id < 2 * count; id += 2) {
    yield frame('headers', endHeaders, id, queryData);
    if (end === 'cancelled') yield frame('reset', 0, id, cancel);
  }
}

// Thousands of calls are taken, as a host may have them, and their work is the main thread's.
const forThousands = { stallMs: 6000, busyMs: 800, p99Ms: 6000 };

// CVE-2023-44487
hostileCase(
  'a flood of calls that are cancelled at once',
  { timeoutMs: 120_000, limits: forThousands },
  async (stage) => {
    const socket = await open(stage, opening);
    expect(await flood(socket, streams(200_000, 'cancelled'))).toBe(true);
  },
);

hostileCase(
  'more calls at once than a connection may have',
  { timeoutMs: 120_000, limits: forThousands },
  async (stage) => {
    const socket = await open(stage, opening);
    await flood(socket, streams(12_000, 'open'));
    await sleep(500);
    socket.destroy();
  },
);

hostileCase('arbitrary frames', { timeoutMs: 120_000 }, async (stage) => {
  const anyFrame = fc
    .record({
      type: fc.constantFrom(...(Object.keys(frameTypes) as (keyof typeof frameTypes)[])),
      flags: fc.integer({ min: 0, max: 255 }),
      stream: fc.constantFrom(0, 1, 3, 5, 2, 2 ** 31 - 1),
      payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(queryData)),
    })
    .map(({ type, flags, stream, payload }) => frame(type, flags, stream, payload));
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { maxLength: 12 }), async (frames) => {
      const socket = await open(stage, opening, ...frames, frame('headers', endHeaders | endStream, 7, queryData));
      await sleep(2);
      socket.destroy();
    }),
    { numRuns: 1500, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
  );
  expect(stage.plugin.stderrLines.filter((line) => /uncaught|unhandled/.test(line))).toEqual([]);
});
