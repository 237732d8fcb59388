import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type Listening, listen } from '../../support/listen.ts';

/** What comes first, and what comes after it again and again. */
export interface EndlessText {
  readonly begin: string;
  readonly unit: string;
}

/** A server that answers every request with a text that never ends, until the client leaves. */
export async function startEndlessHttp1({ begin, unit }: EndlessText): Promise<Listening & { readonly url: string }> {
  const piece = Buffer.from(unit.repeat(Math.ceil((64 * 1024) / unit.length)));
  const listening = await listen(
    createServer((socket) => {
      socket.once('data', () => void send(socket, begin, piece));
    }),
  );
  return { ...listening, url: `http://127.0.0.1:${String(listening.port)}` };
}

async function send(socket: Socket, begin: string, piece: Buffer): Promise<void> {
  socket.write(begin);
  while (!socket.destroyed) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
}
