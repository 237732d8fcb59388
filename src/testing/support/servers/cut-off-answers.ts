import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { IssuedCertificate } from '../certificates/certificate-authority.ts';
import { listen, type Listening } from '../listen.ts';

/** A way in which an answer can break off after its status has said 200. */
export interface CutOffAnswer {
  readonly title: string;
  readonly http2?: boolean;
  /** Answers one request; HTTP/2's is on this stream. */
  readonly answer: (socket: Socket, stream: number) => Promise<void>;
}

export interface CutOffServer extends Listening {
  readonly url: string;
  /** Since the start. */
  requestCount(): number;
}

const whole = '[{"target":"a","datapoints":[[42,1714543200000]]}]';
const packed = gzipSync(whole);

const compressions = [
  ['brotli', 'br', brotliCompressSync],
  ['zstd', 'zstd', zstdCompressSync],
  ['deflate', 'deflate', deflateSync],
  ['deflate without the head of zlib', 'deflate', deflateRawSync],
] as const;

export const cutOffAnswers: readonly CutOffAnswer[] = [
  { title: 'a reset before the first byte of a body that the end of the connection ends', answer: reset('') },
  { title: 'a reset behind whole JSON that the end of the connection ends', answer: reset(whole) },
  { title: 'a reset of an HTTP/1.0 answer', answer: reset(whole, 'HTTP/1.0 200 OK\r\n') },
  { title: 'chunks without the last one, none of them', answer: close('Transfer-Encoding: chunked\r\n\r\n') },
  {
    title: 'chunks without the last one, behind whole JSON',
    answer: close(`Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole}\r\n`),
  },
  {
    title: 'chunks without the last one, on a connection that is to be closed',
    answer: close(
      `Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n${whole}\r\n`,
    ),
  },
  { title: 'fewer bytes than Content-Length, none', answer: close(`Content-Length: ${whole.length}\r\n\r\n`) },
  {
    title: 'fewer bytes than Content-Length, but whole JSON',
    answer: close(`Content-Length: ${whole.length + 1}\r\n\r\n${whole}`),
  },
  {
    title: 'gzip without its end, in a body that the end of the connection ends',
    answer: close('Content-Encoding: gzip\r\n\r\n', packed.subarray(0, -9)),
  },
  {
    title: 'gzip without its checksum, as long as Content-Length says',
    answer: close(
      `Content-Encoding: gzip\r\nContent-Length: ${packed.length - 8}\r\n\r\n`,
      packed.subarray(0, packed.length - 8),
    ),
  },
  ...compressions.map(([title, encoding, compress]) => ({
    title: `${title} without its end`,
    answer: close(`Content-Encoding: ${encoding}\r\n\r\n`, compress(whole).subarray(0, -6)),
  })),
  { title: 'a head without its end', answer: close('Content-Type: application/json\r\n') },
  { title: 'HTTP/2: a stream reset behind the head', http2: true, answer: frames(h2Head, h2Reset(2)) },
  { title: 'HTTP/2: a stream cancelled behind the head', http2: true, answer: frames(h2Head, h2Reset(8)) },
  {
    title: 'HTTP/2: a stream reset behind whole JSON',
    http2: true,
    answer: frames(h2Head, h2Data(whole), h2Reset(2)),
  },
  {
    title: 'HTTP/2: a stream reset without an error behind the head',
    http2: true,
    answer: frames(h2Head, h2Reset(0)),
  },
  {
    title: 'HTTP/2: a stream reset without an error behind whole JSON',
    http2: true,
    answer: frames(h2Head, h2Data(whole), h2Reset(0)),
  },
  {
    title: 'HTTP/2: the session ended without an error behind whole JSON',
    http2: true,
    answer: frames(h2Head, h2Data(whole), h2GoAway(0), 'end'),
  },
  { title: 'HTTP/2: the connection closed behind the head', http2: true, answer: frames(h2Head, 'end') },
  {
    title: 'HTTP/2: the connection closed behind whole JSON',
    http2: true,
    answer: frames(h2Head, h2Data(whole), 'end'),
  },
  { title: 'HTTP/2: the connection reset behind the head', http2: true, answer: frames(h2Head, 'reset') },
  {
    title: 'HTTP/2: the session ended with an error behind whole JSON',
    http2: true,
    answer: frames(h2Head, h2Data(whole), h2GoAway(11), 'end'),
  },
];

/** Ends in order, of which HTTP/2 knows several (RFC 9113, 8.1). */
export const wholeAnswers: readonly CutOffAnswer[] = [
  { title: 'the last data frame', http2: true, answer: frames(h2Head, h2Data(whole, true)) },
  { title: 'an empty data frame', http2: true, answer: frames(h2Head, h2Data(whole), h2Data('', true)) },
  {
    title: 'trailers',
    http2: true,
    answer: frames(h2Head, h2Data(whole), (stream) => frame(headersFrame, 5, stream, Buffer.of(0, 1, 0x61, 1, 0x62))),
  },
  {
    title: 'the last data frame, and a reset without an error at once',
    http2: true,
    answer: frames((stream) => Buffer.concat([h2Head(stream), h2Data(whole, true)(stream), h2Reset(0)(stream)])),
  },
];

/** @param identity needed for HTTP/2, which is spoken over TLS alone */
export async function startCutOffServer(
  { http2 = false, answer }: CutOffAnswer,
  identity: IssuedCertificate,
): Promise<CutOffServer> {
  let requests = 0;
  const onRequest = (socket: Socket, stream = 0): void => {
    requests += 1;
    answer(socket, stream).catch(() => socket.destroy());
  };
  const onConnection = (socket: Socket): void => {
    socket.on('error', () => undefined);
    if (http2) answerStreams(socket, onRequest);
    else
      socket.once('data', () => {
        onRequest(socket);
      });
  };
  const { certificate: cert, key } = identity;
  const server = http2
    ? createTlsServer({ cert, key, ALPNProtocols: ['h2'] }, onConnection)
    : createServer(onConnection);
  const listening = await listen(server);
  const url = `${http2 ? 'https' : 'http'}://127.0.0.1:${listening.port}`;
  return { ...listening, url, requestCount: () => requests };
}

/** A pause long enough for what was written to have been read by the time of what follows. */
const pauseMs = 30;

function close(head: string, body: string | Uint8Array = ''): CutOffAnswer['answer'] {
  return (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${head}`);
    socket.end(body);
    return Promise.resolve();
  };
}

function reset(body: string, status = 'HTTP/1.1 200 OK\r\nConnection: close\r\n'): CutOffAnswer['answer'] {
  return async (socket) => {
    socket.write(`${status}Content-Type: application/json\r\n\r\n${body}`);
    await sleep(pauseMs);
    socket.resetAndDestroy();
  };
}

type FrameStep = (stream: number) => Buffer;
type Step = 'end' | 'reset' | FrameStep;

function frames(...steps: readonly Step[]): CutOffAnswer['answer'] {
  return async (socket, stream) => {
    for (const step of steps) {
      await sleep(pauseMs);
      if (step === 'end') socket.end();
      else if (step === 'reset') socket.destroy();
      else socket.write(step(stream));
    }
  };
}

const prefaceBytes = 24;
const frameHeadBytes = 9;
const headersFrame = 1;

/** Calls back for every stream that the client opens. */
function answerStreams(socket: Socket, onRequest: (socket: Socket, stream: number) => void): void {
  let received = Buffer.alloc(0);
  let at = prefaceBytes;
  socket.write(frame(4, 0, 0));
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    while (at + frameHeadBytes <= received.length) {
      if (received[at + 3] === headersFrame) onRequest(socket, received.readUInt32BE(at + 5));
      at += frameHeadBytes + received.readUIntBE(at, 3);
    }
  });
}

/** RFC 9113, 4.1. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** `:status: 200` is entry 8 of HPACK's static table. */
function h2Head(stream: number): Buffer {
  return frame(headersFrame, 4, stream, Buffer.from([0x88]));
}

function h2Data(text: string, isLast = false): FrameStep {
  return (stream) => frame(0, isLast ? 1 : 0, stream, Buffer.from(text));
}

function h2Reset(code: number): FrameStep {
  return (stream) => frame(3, 0, stream, uint32(code));
}

function h2GoAway(code: number): Step {
  return (stream) => frame(7, 0, 0, Buffer.concat([uint32(stream), uint32(code)]));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
