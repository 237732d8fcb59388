import { status } from '@grpc/grpc-js';
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serveText, textMethods } from '../../../testing/support/servers/text-service.ts';
import type { TextServer } from '../../../testing/support/servers/text-service.ts';
import { bidiStreamHandler } from './bidi-stream-handler.ts';
import type { BidiStreamFunction } from './bidi-stream-handler.ts';
import { RpcError } from './rpc-error.ts';
import type { ToStatus } from './to-status.ts';

let server: TextServer | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

describe('bidiStreamHandler', () => {
  it('answers messages as they come and ends when they do', async () => {
    const stream = await open(echo);
    const answers = stream[Symbol.asyncIterator]();
    stream.write('one');
    expect(await answers.next()).toMatchObject({ value: 'one!' });
    stream.write('two');
    expect(await answers.next()).toMatchObject({ value: 'two!' });
    stream.end();
    expect(await answers.next()).toMatchObject({ done: true });
  });

  it('may end before the messages do', async () => {
    const stream = await open(async function* (requests) {
      for await (const request of requests) {
        yield `only ${request}`;
        return;
      }
    });
    stream.write('one');
    stream.write('two');
    const answers: unknown[] = [];
    for await (const answer of stream) answers.push(answer);
    expect(answers).toEqual(['only one']);
  });

  it('ends with the status of an error', async () => {
    const stream = await open(async function* (requests) {
      for await (const request of requests) throw new RpcError(status.INVALID_ARGUMENT, `bad ${request}`);
      yield* [];
    });
    stream.resume();
    stream.write('one');
    expect(await failureOf(stream)).toMatchObject({ code: status.INVALID_ARGUMENT, details: 'bad one' });
  });

  it('stops reading when the caller goes away, and asks nobody for a status', async () => {
    const seen: unknown[] = [];
    const cleanedUp = Promise.withResolvers<undefined>();
    const stream = await open(
      async function* (requests) {
        try {
          for await (const request of requests) yield request;
        } finally {
          cleanedUp.resolve(undefined);
        }
      },
      (error) => {
        seen.push(error);
        return RpcError.from(error);
      },
    );
    const failure = failureOf(stream);
    stream.write('one');
    await new Promise((resolve) => stream.once('data', resolve));
    stream.cancel();
    expect(await failure).toMatchObject({ code: status.CANCELLED });
    await cleanedUp.promise;
    expect(seen).toEqual([]);
  });
});

async function* echo(requests: AsyncIterable<string>): AsyncGenerator<string, void> {
  for await (const request of requests) yield `${request}!`;
}

async function open(
  fn: BidiStreamFunction<string, string>,
  toStatus: ToStatus = (error) => RpcError.from(error),
): Promise<ClientDuplexStream<string, string>> {
  server = await serveText({ bidiStream: bidiStreamHandler(fn, toStatus) });
  const { path, requestSerialize, responseDeserialize } = textMethods.bidiStream;
  return server.client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
}

function failureOf(stream: ClientDuplexStream<string, string>): Promise<ServiceError> {
  return new Promise((resolve) => {
    stream.on('error', (error: ServiceError) => {
      resolve(error);
    });
  });
}
