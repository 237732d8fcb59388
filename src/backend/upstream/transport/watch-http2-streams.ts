import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Dispatcher } from 'undici';
import { http2SessionOf } from '../undici/undici-internals.ts';

export interface Http2WatchOptions {
  /** How long a server may take to answer a PING before its connection is given up. */
  readonly pingMs: number;
}

/**
 * Makes a stream that the server cuts off an error. Node ends such a stream as if it were whole (in lib/internal/http2/core.js, `_destroy`
 * makes an error of every code but CANCEL, and `onStreamClose` ends it in order for NO_ERROR), and undici takes that end for the answer's.
 * After a stream that nobody waits for any more, it asks whether the server is still there: a connection that a firewall has forgotten
 * stays open, and all further requests would go to it.
 * @param dispatchers as undici's event `connect` has them: the pools from the outermost to the client
 */
export function watchHttp2Streams(dispatchers: readonly Dispatcher[], { pingMs }: Http2WatchOptions): void {
  const session = http2SessionOf(dispatchers.at(-1));
  if (session === undefined) return;
  const probe = createProbe(session, pingMs);
  const request = session.request.bind(session);
  session.request = (...options) => watch(request(...options), probe);
}

/** The first to listen hears the end before undici does. */
function watch(stream: ClientHttp2Stream, onAbandoned: () => void): ClientHttp2Stream {
  const push = stream.push.bind(stream);
  let isCutOff = false;
  let hasEnded = false;
  stream.push = (piece: unknown, encoding?: BufferEncoding) => {
    // The server's own end comes while its stream is open; one that a reset has closed before has none.
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

/** Ends the session when the server does not answer a PING in time; one PING at a time. */
function createProbe(session: ClientHttp2Session, pingMs: number): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting || session.closed || session.destroyed) return;
    isWaiting = true;
    const timer = setTimeout(() => {
      // By this code, undici leaves requests that it has not sent for the next connection.
      session.destroy(Object.assign(new Error('the server answers no PING'), { code: 'UND_ERR_SOCKET' }));
    }, pingMs);
    timer.unref();
    // Called without an answer, too, when the session ends.
    session.ping(() => {
      isWaiting = false;
      clearTimeout(timer);
    });
  };
}
