/** Calls of gRPC over Node's own HTTP/2: thousands at once, and megabytes in each, without a copy of the message for every call. */
import { once } from 'node:events';
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import type { HandshakeLine } from '../../support/process/handshake-line.ts';

/** How a call ended. */
export interface CallEnd {
  /** Absent where the stream ended without one. */
  readonly status: number | undefined;
  readonly message: string;
  /** The messages, with their gRPC heads. */
  readonly body: Buffer;
}

/** Sends a message to a method `count` times at once, over one connection. */
export async function callAtOnce(
  { network, address }: Pick<HandshakeLine, 'network' | 'address'>,
  call: { readonly path: string; readonly message: Uint8Array },
  count: number,
): Promise<readonly CallEnd[]> {
  const session = connect('http://plugin', {
    // All messages together.
    maxSessionMemory: 4096,
    createConnection: () =>
      network === 'unix'
        ? connectSocket(address)
        : connectSocket(Number(address.split(':').at(-1)), address.split(':')[0]),
  });
  try {
    await once(session, 'connect');
    const head = Buffer.alloc(5);
    head.writeUInt32BE(call.message.length, 1);
    const ends = Array.from({ length: count }, () => callOnce(session, call.path, [head, call.message]));
    return await Promise.all(ends);
  } finally {
    session.destroy();
  }
}

function callOnce(session: ClientHttp2Session, path: string, pieces: readonly Uint8Array[]): Promise<CallEnd> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    te: 'trailers',
    'content-type': 'application/grpc',
  });
  const chunks: Buffer[] = [];
  let ended: IncomingHttpHeaders = {};
  stream.on('response', (headers) => {
    ended = headers;
  });
  stream.on('trailers', (headers) => {
    ended = headers;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  // Of a call that is refused before all of it is sent; how it ended is in the trailers.
  stream.on('error', () => undefined);
  for (const piece of pieces) stream.write(piece);
  stream.end();
  return new Promise((resolve) => {
    stream.once('close', () => {
      const status = ended['grpc-status'];
      const message = decodeURIComponent(String(ended['grpc-message'] ?? ''));
      resolve({ status: status === undefined ? undefined : Number(status), message, body: Buffer.concat(chunks) });
    });
  });
}
