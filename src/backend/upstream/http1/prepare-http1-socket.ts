import type { Socket } from 'node:net';
import { parserOf, setLeniences } from '../undici/undici-internals.ts';
import type { WriteHeaderNames } from './canonical-header-names.ts';
import { errorCode } from '../connect/connect-failure.ts';
import { AnswerRepair } from './answer-repair.ts';

/**
 * Stands between a connection and undici, which speaks HTTP/1 on it, for what it cannot be told:
 * - Requests go out with header names as browsers and Go write them; undici writes its own in lower case, and small servers look for
 *   `Content-Length:` letter by letter.
 * - Answers come in with heads that its parser takes, see `read-response-head`, and with chunks whose lines end in CR LF, see
 *   `chunk-lines`. What undici puts back while nobody reads the body comes again, and stays as it is. Nothing else is looked at: a head
 *   begins when a request has been written, since there is one request at a time on a connection.
 * - A reset is an answer that breaks off. undici takes ECONNRESET for the end of a body that nothing but the connection's end ends
 *   (onHttpSocketError in its client-h1.js), and so a part of an answer for the whole.
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
    // undici writes heads as text and bodies as bytes.
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    repair.begin();
    if (parser === undefined || parser !== parserOf(socket)) parser = setLeniences(socket, leniences);
    return write(writeNames(chunk), ...rest);
  };
  socket.read = (size?: number) => {
    // Streams call it with 0 to have their buffer filled; to take what is in there would lose it.
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
 * What browsers or Go let pass between and behind chunks: blanks behind the size of one, for some servers leave room for its digits;
 * trailers with a length, or with bytes no header may have. Heads have been made sound before.
 */
const leniences = ['spaces_after_chunk_size', 'chunked_length', 'headers'] as const;

function failOnReset(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (errorCode(error) === 'ECONNRESET') Object.assign(error, { code: 'ECONNABORTED' });
  });
}
