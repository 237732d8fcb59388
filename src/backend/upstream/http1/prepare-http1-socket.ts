import type { Socket } from 'node:net';
import { setLeniences } from '../undici/undici-internals.ts';
import { createHeaderNames } from './canonical-header-names.ts';
import { errorCode } from '../connect/connect-failure.ts';
import { HeadCollector } from './head-collector.ts';

/**
 * Stands between a connection and undici, which speaks HTTP/1 on it, for what it cannot be told:
 * - Requests go out with header names as browsers and Go write them; undici writes its own in lower case, and small servers look for
 *   `Content-Length:` letter by letter.
 * - Answers come in with heads that its parser takes, see `read-response-head`. Only heads are looked at: one begins when a request
 *   has been written, since there is one request at a time on a connection.
 * - A reset is an answer that breaks off. undici takes ECONNRESET for the end of a body that nothing but the connection's end ends
 *   (onHttpSocketError in its client-h1.js), and so a part of an answer for the whole.
 * @param socket before undici gets it
 */
export function prepareHttp1Socket(socket: Socket): void {
  failOnReset(socket);
  const namesIn = createHeaderNames();
  const write = socket.write.bind(socket) as (...written: unknown[]) => boolean;
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  let head: HeadCollector | undefined;
  socket.write = (chunk: unknown, ...rest: unknown[]) => {
    // undici writes heads as text and bodies as bytes.
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    head ??= takeLooserChunks(socket);
    return write(namesIn(chunk), ...rest);
  };
  socket.read = (size?: number) => {
    // Streams call it with 0 to have their buffer filled; to take what is in there would lose it.
    if (head === undefined || size === 0) return read(size);
    try {
      for (let piece = read(); piece !== null; piece = read()) {
        const sound = head.take(piece);
        if (sound === undefined) continue;
        head = undefined;
        return sound;
      }
    } catch (error) {
      socket.destroy(error as Error);
    }
    return null;
  };
}

/**
 * What browsers or Go let pass between and behind chunks: blanks behind the size of one, for some servers leave room for its digits;
 * trailers with a length, or with bytes no header may have. Heads have been made sound before.
 */
const leniences = ['spaces_after_chunk_size', 'chunked_length', 'headers'] as const;

function takeLooserChunks(socket: Socket): HeadCollector {
  setLeniences(socket, leniences);
  return new HeadCollector();
}

function failOnReset(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (errorCode(error) === 'ECONNRESET') Object.assign(error, { code: 'ECONNABORTED' });
  });
}
