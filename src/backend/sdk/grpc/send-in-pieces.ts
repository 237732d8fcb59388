import type { Writable } from 'node:stream';
import { http2StreamOf } from './grpc-js-internals.ts';
import { freeBuffer } from '../builtins/free-buffer.ts';

const pieceBytes = 64 * 1024;

/**
 * Sends a call's only message, serialized already, piece by piece, each when the one before is sent. In one piece, HTTP/2 would put as much into the
 * connection as the caller's window takes, and other calls would have to wait; grpc-js would also copy the message. The message belongs to this function,
 * which frees it once it is sent.
 * @returns what to give to grpc-js in the message's place, provided that nothing changes it
 */
export function sendInPieces(call: object, message: Buffer): Buffer {
  const stream = message.length > pieceBytes ? http2StreamOf(call) : undefined;
  if (stream === undefined) return message;
  const standIn = Buffer.alloc(0);
  // grpc-js makes a buffer with the message's header and calls `copy` to put the message behind it: so `copy` learns which buffer that is.
  standIn.copy = (header) => {
    replaceWrite(stream, header, message);
    return 0;
  };
  return standIn;
}

type Done = (error?: Error | null) => void;

function replaceWrite(stream: Writable, header: Uint8Array, message: Buffer): void {
  const write = stream._write.bind(stream);
  stream._write = (chunk: unknown, encoding, done) => {
    const writePiece: Writing['write'] = (piece, next) => {
      write(piece, encoding, next);
    };
    if (chunk === header) writePieces({ message, write: writePiece, done });
    else write(chunk, encoding, done);
  };
}

interface Writing {
  readonly message: Buffer;
  readonly write: (piece: Buffer, next: Done) => void;
  readonly done: Done;
}

function writePieces({ message, write, done }: Writing): void {
  let sent = 0;
  const writeNext: Done = (error) => {
    if (error != null) {
      done(error);
    } else if (sent === message.length) {
      // Only what is sent: after a failure, part of it may still be under way.
      freeBuffer(message.buffer);
      done();
    } else {
      const piece = message.subarray(sent, sent + pieceBytes);
      const first = sent === 0;
      sent += piece.length;
      write(first ? Buffer.concat([headerOf(message), piece]) : piece, writeNext);
    }
  };
  writeNext();
}

/** Of a message that is not compressed; gRPC over HTTP2, "Length-Prefixed-Message". */
function headerOf({ length }: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(length, 1);
  return header;
}
