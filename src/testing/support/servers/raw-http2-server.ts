import { createServer, type TLSSocket } from 'node:tls';
import type { IssuedCertificate } from '../certificates/certificate-authority.ts';
import { endHeaders, frame } from '../../hostile/support/raw-http2.ts';
import { listen, type Listening } from '../listen.ts';

export { frame } from '../../hostile/support/raw-http2.ts';

/** The head of an answer of status 200 (RFC 7541, 6.1: entry 8 of the static table). */
export function okHead(stream: number): Buffer {
  return frame('headers', endHeaders, stream, Buffer.of(0x88));
}

/** A server that speaks HTTP/2 inside TLS and answers each request with the frames that a test writes. */
export function startRawHttp2Server(
  { certificate: cert, key }: IssuedCertificate,
  answer: (socket: TLSSocket, stream: number) => void,
): Promise<Listening> {
  return listen(
    createServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined).write(frame('settings', 0, 0));
      const readFrames = frameReader((type, flags, stream) => {
        if (type === headersType) answer(socket, stream);
        else if (type === settingsType && (flags & acknowledges) === 0)
          socket.write(frame('settings', acknowledges, 0));
      });
      socket.on('data', readFrames);
    }),
  );
}

const [headersType, settingsType, acknowledges] = [1, 4, 1];
const prefaceBytes = 24;
const headBytes = 9;

function frameReader(take: (type: number, flags: number, stream: number) => void): (piece: Buffer) => void {
  let bytes = Buffer.alloc(0);
  let skipped = prefaceBytes;
  return (piece) => {
    bytes = Buffer.concat([bytes, piece]);
    while (bytes.length >= skipped + headBytes) {
      const at = skipped;
      take(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, bytes.readUInt32BE(at + 5));
      bytes = bytes.subarray(at);
      skipped = headBytes + bytes.readUIntBE(0, 3);
    }
  };
}
