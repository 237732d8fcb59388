/** HTTP/2 as bytes, for what no client would send (RFC 9113). */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { HandshakeLine } from '../../support/process/handshake-line.ts';

/** The types of frames that cases send. */
export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  continuation: 9,
} as const;

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const endStream = 1;
export const endHeaders = 4;

export function frame(
  type: keyof typeof frameTypes,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = frameTypes[type];
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The connection preface and SETTINGS. */
export const opening = Buffer.concat([preface, frame('settings', 0, 0)]);

/** A header field that no table is used for (RFC 7541, 6.2.2). */
export function headerField(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0), text(name), text(value)]);
}

/** The head of a gRPC call of a method, such as `/pluginv2.Data/QueryData`. */
export function callHead(path: string): Buffer {
  const fields = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'unused',
    te: 'trailers',
    'content-type': 'application/grpc',
  };
  return Buffer.concat(Object.entries(fields).map(([name, value]) => headerField(name, value)));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** With a prefix of seven bits (RFC 7541, 5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** A connection of its own to the plugin. What comes back is read and dropped. */
export async function connectRaw({ network, address }: HandshakeLine): Promise<Socket> {
  const [host = '', port = ''] = address.split(':');
  const socket = network === 'unix' ? connect(address) : connect(Number(port), host);
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

/** Writes all pieces as fast as they are taken, until the plugin closes the connection. @returns whether it did */
export async function flood(socket: Socket, pieces: Iterable<Uint8Array>): Promise<boolean> {
  const closed = happening(socket, 'close');
  for (const piece of pieces) {
    if (socket.destroyed) break;
    if (!socket.write(piece)) await Promise.race([happening(socket, 'drain'), closed]);
  }
  return socket.destroyed;
}

/** Unlike `once`, an error does not reject it. */
function happening(socket: Socket, event: 'close' | 'drain'): Promise<void> {
  return new Promise((resolve) => {
    socket.once(event, () => {
      resolve();
    });
  });
}
