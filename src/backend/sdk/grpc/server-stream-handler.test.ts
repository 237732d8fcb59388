import { Readable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serveText, textMethods } from '../../../testing/support/servers/text-service.ts';
import type { TextServer } from '../../../testing/support/servers/text-service.ts';
import { RpcError } from './rpc-error.ts';
import { serverStreamHandler } from './server-stream-handler.ts';
import type { ServerStreamFunction } from './server-stream-handler.ts';
import type { ToStatus } from './to-status.ts';
import { untilAborted } from './until-aborted.ts';

let server: TextServer | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

describe('serverStreamHandler', () => {
  it('sends what is yielded, in order, and ends', async () => {
    const stream = await open(async function* (request) {
      yield request;
      await Promise.resolve();
      yield 'two';
    }, 'one');
    expect(await readAll(stream)).toEqual(['one', 'two']);
  });

  it('ends well without a message', async () => {
    const stream = await open(() => Readable.from([]));
    expect(await readAll(stream)).toEqual([]);
  });

  it('ends with the status of an error, after what was sent before it', async () => {
    const stream = await open(async function* () {
      yield 'one';
      await Promise.resolve();
      throw new RpcError(status.DATA_LOSS, 'half of it is gone');
    });
    const messages: string[] = [];
    stream.on('data', (message: string) => messages.push(message));
    expect(await failureOf(stream)).toMatchObject({ code: status.DATA_LOSS, details: 'half of it is gone' });
    expect(messages).toEqual(['one']);
  });

  it('ends with the status of an error thrown before there is a stream', async () => {
    const stream = await open(() => {
      throw new Error('secret');
    });
    const failure = failureOf(stream);
    stream.resume();
    expect(await failure).toMatchObject({ code: status.UNKNOWN, details: expect.stringMatching(/^internal error/) });
  });

  it('waits for a slow reader', async () => {
    const count = 400;
    let yielded = 0;
    const message = 'x'.repeat(100_000);
    const stream = await open(async function* () {
      for (; yielded < count; yielded += 1) yield await Promise.resolve(message);
    });
    stream.once('readable', () => stream.read());
    await settled(() => yielded);
    expect(yielded).toBeGreaterThan(0);
    expect(yielded).toBeLessThan(count / 2);
    stream.resume();
    await new Promise((resolve) => stream.on('end', resolve));
    expect(yielded).toBe(count);
  });

  it('returns from a generator that waits for the signal', async () => {
    const cleanedUp = Promise.withResolvers<unknown>();
    const stream = await open(async function* (_request, { signal }) {
      try {
        yield 'one';
        await untilAborted(signal);
        yield 'after';
      } finally {
        cleanedUp.resolve(signal.reason);
      }
    });
    await cancelAfterFirst(stream);
    expect(await cleanedUp.promise).toMatchObject({ code: status.CANCELLED });
  });

  it('returns from a generator that knows nothing of the signal, at its next yield', async () => {
    const cleanedUp = Promise.withResolvers<string>();
    const goOn = Promise.withResolvers<undefined>();
    const aborted = Promise.withResolvers<undefined>();
    const stream = await open(async function* (_request, { signal }) {
      void untilAborted(signal).then(aborted.resolve);
      try {
        yield 'one';
        await goOn.promise;
        yield 'two';
        yield 'three';
        cleanedUp.resolve('went on');
      } finally {
        cleanedUp.resolve('returned');
      }
    });
    await cancelAfterFirst(stream);
    await aborted.promise;
    goOn.resolve(undefined);
    expect(await cleanedUp.promise).toBe('returned');
  });

  it('returns from a generator whose reader stopped reading and then went away', async () => {
    const cleanedUp = Promise.withResolvers<undefined>();
    const stream = await open(async function* () {
      try {
        for (;;) yield await Promise.resolve('x'.repeat(100_000));
      } finally {
        cleanedUp.resolve(undefined);
      }
    });
    await cancelAfterFirst(stream);
    await cleanedUp.promise;
  });

  it('drops errors after the end, of the generator and of its cleaning up', async () => {
    const seen: unknown[] = [];
    const thrown = Promise.withResolvers<undefined>();
    const stream = await open(
      async function* (_request, { signal }) {
        try {
          yield 'one';
          await untilAborted(signal);
          throw new Error('aborted');
        } finally {
          thrown.resolve(undefined);
          // eslint-disable-next-line no-unsafe-finally -- the case to try
          throw new Error('cleaning up failed');
        }
      },
      'request',
      (error) => {
        seen.push(error);
        return RpcError.from(error);
      },
    );
    await cancelAfterFirst(stream);
    await thrown.promise;
    expect(seen).toEqual([]);
  });

  it('takes any async iterable', async () => {
    const stream = await open(() => ({
      [Symbol.asyncIterator]: () => {
        const values = ['one', 'two'];
        return {
          next: () => {
            const value = values.shift();
            return Promise.resolve(value === undefined ? { done: true, value: undefined } : { done: false, value });
          },
        };
      },
    }));
    expect(await readAll(stream)).toEqual(['one', 'two']);
  });
});

async function open(
  fn: ServerStreamFunction<string, string>,
  request = 'request',
  toStatus: ToStatus = (error) => RpcError.from(error),
): Promise<ClientReadableStream<string>> {
  server = await serveText({ serverStream: serverStreamHandler(fn, toStatus) });
  const { path, requestSerialize, responseDeserialize } = textMethods.serverStream;
  return server.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
}

async function readAll(stream: ClientReadableStream<string>): Promise<string[]> {
  const messages: string[] = [];
  for await (const message of stream) messages.push(String(message));
  return messages;
}

function failureOf(stream: ClientReadableStream<string>): Promise<ServiceError> {
  return new Promise((resolve) => {
    stream.on('error', (error: ServiceError) => {
      resolve(error);
    });
  });
}

async function cancelAfterFirst(stream: ClientReadableStream<string>): Promise<void> {
  const failure = failureOf(stream);
  await new Promise((resolve) => stream.once('data', resolve));
  stream.pause();
  stream.cancel();
  await failure;
}

/** Resolves when a number has stopped growing. */
async function settled(read: () => number): Promise<void> {
  for (let last = -1; last !== read() || last === 0;) {
    last = read();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
