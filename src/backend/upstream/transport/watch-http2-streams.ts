import type { ClientHttp2Stream } from 'node:http2';
import type { Dispatcher } from 'undici';
import { http2SessionOf } from '../undici/undici-internals.ts';

/**
 * Makes a stream that the server cuts off an error. Node ends such a stream as if it were whole (in lib/internal/http2/core.js, `_destroy`
 * makes an error of every code but CANCEL, and `onStreamClose` ends it in order for NO_ERROR), and undici takes that end for the answer's.
 * @param dispatchers as undici's event `connect` has them: the pools from the outermost to the client
 */
export function watchHttp2Streams(dispatchers: readonly Dispatcher[]): void {
  const session = http2SessionOf(dispatchers.at(-1));
  if (session === undefined) return;
  const request = session.request.bind(session);
  session.request = (...options) => watch(request(...options));
}

/** The first to listen hears the end before undici does. */
function watch(stream: ClientHttp2Stream): ClientHttp2Stream {
  const push = stream.push.bind(stream);
  let isCutOff = false;
  stream.push = (piece: unknown, encoding?: BufferEncoding) => {
    // The server's own end comes while its stream is open; one that a reset has closed before has none.
    if (piece === null && stream.closed) isCutOff = true;
    return push(piece, encoding);
  };
  return stream.once('end', () => {
    const { rstCode } = stream;
    if (rstCode === 0 && !isCutOff) return;
    const message = `the server cancelled the stream with code ${String(rstCode)}`;
    stream.emit('error', Object.assign(new Error(message), { code: 'ERR_HTTP2_STREAM_CANCEL' }));
  });
}
