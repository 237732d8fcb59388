import { Writable } from 'node:stream';
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RpcError } from './rpc-error.ts';
import { sendInPieces } from './send-in-pieces.ts';
import { unaryHandler } from './unary-handler.ts';

const asItIs = (bytes: Buffer): Buffer => bytes;
const methods = {
  ask: {
    path: '/test.Bytes/Ask',
    requestStream: false,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
} as const;

const unlimited = { 'grpc.max_receive_message_length': -1 };

let close: (() => void) | undefined;

afterEach(() => {
  close?.();
});

describe('sendInPieces', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_003, 20_000_000])(
    'brings a message of %d bytes to the caller, and leaves no long one in memory',
    async (length) => {
      const sent: Buffer[] = [];
      const ask = await serve(() => {
        const message = messageOf(length);
        sent.push(message);
        return Promise.resolve(message);
      });
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(first.equals(messageOf(length))).toBe(true);
      expect(second.equals(first)).toBe(true);
      expect(sent.map((message) => message.length)).toEqual(length > 65_536 ? [0, 0] : [length, length]);
    },
  );

  it('writes a piece when the one before has gone', async () => {
    const { stream, pieces, next } = slowStream();
    const written = throughCall(stream, messageOf(200_000));
    expect(pieces.map(({ length }) => length)).toEqual([65_541]);
    for (const count of [2, 3, 4]) {
      next();
      expect(pieces).toHaveLength(count);
    }
    next();
    await written;
    const header = Buffer.from([0, ...[0x00, 0x03, 0x0d, 0x40]]);
    expect(Buffer.concat(pieces).equals(Buffer.concat([header, messageOf(200_000)]))).toBe(true);
  });

  it('says when a piece could not be written, and writes no other', async () => {
    const { stream, pieces, next } = slowStream();
    const written = throughCall(stream, messageOf(200_000));
    next(new Error('gone'));
    await expect(written).rejects.toThrow('gone');
    expect(pieces).toHaveLength(1);
  });

  it('gives the message to grpc-js where the stream is not to be found, and says so', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    const message = messageOf(100_000);
    expect(sendInPieces({}, message)).toBe(message);
    expect(sendInPieces({ call: { stream: 'none' } }, message)).toBe(message);
    expect(warn.mock.calls).toEqual(
      Array(2).fill([expect.stringContaining("grpc-js keeps a call's stream elsewhere")]),
    );
    warn.mockRestore();
  });
});

/** Bytes that repeat, but not from piece to piece. */
function messageOf(length: number): Buffer {
  return Buffer.alloc(length, Buffer.from(Array.from({ length: 251 }, (_, i) => i)));
}

async function serve(answer: () => Promise<Buffer>): Promise<() => Promise<Buffer>> {
  const server = new Server({ 'grpc.max_send_message_length': -1 });
  server.addService(methods, { ask: unaryHandler<Buffer, Buffer>(answer, (error) => RpcError.from(error)) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const client = new Client(`127.0.0.1:${String(port)}`, credentials.createInsecure(), unlimited);
  close = () => {
    client.close();
    server.forceShutdown();
  };
  return () =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(methods.ask.path, asItIs, asItIs, Buffer.from('?'), (error, response) => {
        if (response === undefined) reject(error ?? new Error('expected a response, got none'));
        else resolve(response);
      });
    });
}

/** What grpc-js does with a message. */
async function throughCall(stream: Writable, message: Buffer): Promise<void> {
  const given = sendInPieces({ call: { stream } }, message);
  const output = Buffer.alloc(given.byteLength + 5);
  given.copy(output, 5);
  await new Promise<void>((resolve, reject) => {
    stream.write(output, (error) => {
      if (error == null) resolve();
      else reject(error);
    });
  });
}

/** A stream that takes a piece and waits to be told what became of it. */
function slowStream(): { stream: Writable; pieces: Buffer[]; next: (error?: Error) => void } {
  const pieces: Buffer[] = [];
  let settle: (error?: Error) => void = () => undefined;
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(Buffer.from(piece));
      settle = done;
    },
  }).on('error', () => undefined);
  return {
    stream,
    pieces,
    next: (error) => {
      settle(error);
    },
  };
}
