import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A server whose every answer is the same values again and again, never whole in memory. */
export interface ServerOfValues {
  readonly server: Server;
  /** Resolves when an answer has been sent to its end, or was broken off. */
  readonly sent: Promise<void>;
}

/** @param unit repeated, such as `{},`. */
export function createServerOfValues(unit: string, bytes: number): ServerOfValues {
  const sent = Promise.withResolvers<undefined>();
  const piece = Buffer.from(unit.repeat(Math.ceil(1024 ** 2 / unit.length)));
  const answer = async (_: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'content-type': 'application/json' });
    await pipeline(Readable.from(pieces()), response).catch(() => undefined);
    sent.resolve(undefined);
  };
  function* pieces(): Generator<Buffer> {
    yield Buffer.from('[');
    for (let count = piece.length; count < bytes; count += piece.length) yield piece;
    yield Buffer.from('1]');
  }
  const server = createServer((request, response) => {
    request.resume().once('end', () => void answer(request, response));
  });
  return { server, sent: sent.promise };
}
