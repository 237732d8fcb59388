import type { Socket } from 'node:net';
import { parserOf, setLeniences } from '../undici/undici-internals.ts';
import type { WriteHeaderNames } from './canonical-header-names.ts';
import { errorCode } from '../connect/connect-failure.ts';
import { AnswerRepair } from './answer-repair.ts';

/**
 * Changes what undici writes to a connection and reads from it, for what it has no options for (HTTP/1 only):
 * - Header names of requests are written as browsers and Go write them. undici writes some in lower case, and some small servers compare
 *   `Content-Length:` case-sensitively.
 * - Heads of answers are repaired (`read-response-head`), and so are line ends between chunks (`chunk-lines`). Bytes that undici puts back while
 *   the body is not read come again and are left alone. There is one request at a time on a connection, so a head begins whenever a request
 *   has been written.
 * - After a reset, the answer is incomplete. undici takes ECONNRESET for the end of a body without length and chunks (onHttpSocketError in its
 *   client-h1.js), and would return a part of the answer as if it were all.
 * @param socket before undici gets it
 */
export function prepareHttp1Socket(socket: Socket, writeNames: WriteHeaderNames): void {
  failOnReset(socket);
  const write = socket.write.bind(socket) as (...written: unknown[]) => boolean;
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const unshift = socket.unshift.bind(socket) as (...given: unknown[]) => void;
  const repair = new AnswerRepair();
  let parser: object | undefined;
  socket.write = (chunk: unknown, ...rest: unknown[]) => {
    // undici writes heads as strings and bodies as bytes.
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    repair.begin();
    if (parser === undefined || parser !== parserOf(socket)) parser = setLeniences(socket, leniences);
    return write(writeNames(chunk), ...rest);
  };
  socket.read = (size?: number) => {
    // Streams call `read(0)` only to fill their buffer: the bytes must stay in there.
    if (!repair.isAtWork || size === 0) return read(size);
    try {
      for (let piece = read(); piece !== null; piece = read()) {
        const sound = repair.take(piece);
        if (sound !== undefined) return sound;
      }
    } catch (error) {
      socket.destroy(error as Error);
    }
    return null;
  };
  socket.unshift = (bytes: Buffer, ...rest: unknown[]) => {
    repair.expectAgain(bytes.length);
    unshift(bytes, ...rest);
  };
}

/**
 * What browsers or Go accept between and after chunks: blanks after a size, where some servers reserve room for more digits; trailers with a
 * Content-Length or invalid bytes. Heads have been repaired before.
 */
const leniences = ['spaces_after_chunk_size', 'chunked_length', 'headers'] as const;

function failOnReset(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (errorCode(error) === 'ECONNRESET') Object.assign(error, { code: 'ECONNABORTED' });
  });
}
