import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Dispatcher } from 'undici';
import { ConnectFailure } from '../connect/connect-failure.ts';
import { http2SessionOf } from '../undici/undici-internals.ts';

export interface Http2WatchOptions {
  /** How long a server may take to answer a PING before its connection is given up. */
  readonly pingMs: number;
}

/**
 * Makes up for what undici does not do for an HTTP/2 connection:
 * - A stream that the server resets before its end becomes an error. Node.js ends such a stream like a complete one (lib/internal/http2/core.js:
 *   `_destroy` makes an error of every code but CANCEL, and `onStreamClose` ends the stream normally for NO_ERROR), and undici takes that for
 *   the end of the answer.
 * - After a stream that was abandoned, a PING asks whether the connection still works. If a firewall has dropped it silently, it stays open here,
 *   and all further requests would be sent on it.
 * - A connection on which the server floods a stream with frames is given up: each frame takes time, however small it is.
 * @param dispatchers as given by undici's event `connect`: from the outermost pool to the client
 */
export function watchHttp2Streams(dispatchers: readonly Dispatcher[], { pingMs }: Http2WatchOptions): void {
  const session = http2SessionOf(dispatchers.at(-1));
  if (session === undefined) return;
  const probe = createProbe(session, pingMs);
  const request = session.request.bind(session);
  session.request = (...options) => watch(request(...options), probe);
}

/** Adds its listeners before undici, and so hears of the end first. */
function watch(stream: ClientHttp2Stream, onAbandoned: () => void): ClientHttp2Stream {
  const push = stream.push.bind(stream);
  let isCutOff = false;
  let hasEnded = false;
  const countPiece = countFrames(stream);
  countInterim(stream);
  stream.push = (piece: unknown, encoding?: BufferEncoding) => {
    countPiece();
    // A normal end comes while the stream is open; here a reset has closed it before.
    if (piece === null && stream.closed) isCutOff = true;
    return push(piece, encoding);
  };
  stream.once('close', () => {
    if (!hasEnded) onAbandoned();
  });
  return stream.once('end', () => {
    hasEnded = true;
    const { rstCode } = stream;
    if (rstCode === 0 && !isCutOff) return;
    const message = `the server cancelled the stream with code ${String(rstCode)}`;
    stream.emit('error', Object.assign(new Error(message), { code: 'ERR_HTTP2_STREAM_CANCEL' }));
  });
}

/** Returns a function that sends a PING, one at a time, and ends the session if the server does not answer in time. */
function createProbe(session: ClientHttp2Session, pingMs: number): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting || session.closed || session.destroyed) return;
    isWaiting = true;
    const timer = setTimeout(() => {
      // With this code, undici sends requests that still wait on the next connection.
      session.destroy(Object.assign(new Error('the server answers no PING'), { code: 'UND_ERR_SOCKET' }));
    }, pingMs);
    timer.unref();
    // Also called, with an error, when the session ends without an answer.
    session.ping(() => {
      isWaiting = false;
      clearTimeout(timer);
    });
  };
}

/**
 * In one round of the event loop, a socket brings up to 2 MiB: servers send frames of a KiB and more where they have so much, and small ones where
 * they have no more yet.
 */
const maxFramesOfRound = 4096;

/** To be called for each frame of an answer's body. */
function countFrames(stream: ClientHttp2Stream): () => void {
  let frames = 0;
  const beginRound = (): void => {
    frames = 0;
  };
  return () => {
    if (frames === 0) setImmediate(beginRound);
    frames += 1;
    if (frames === maxFramesOfRound) refuse(stream, 'thousands of tiny frames at once');
  };
}

/** Answers before the answer, such as `103 Early Hints`. */
const maxInterim = 100;

function countInterim(stream: ClientHttp2Stream): void {
  let answers = 0;
  stream.on('headers', () => {
    answers += 1;
    if (answers === maxInterim) refuse(stream, `more than ${maxInterim} answers of status 1xx before the answer`);
  });
}

function refuse(stream: ClientHttp2Stream, what: string): void {
  stream.session?.destroy(
    new ConnectFailure('protocol', `the server sends ${what}; it, or a proxy before it, is broken`),
  );
}
