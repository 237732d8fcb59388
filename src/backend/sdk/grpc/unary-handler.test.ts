import { promisify } from 'node:util';
import { Metadata, status } from '@grpc/grpc-js';
import type { CallOptions, Client, ClientUnaryCall, ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serveText, textMethods } from '../../../testing/support/servers/text-service.ts';
import type { TextServer } from '../../../testing/support/servers/text-service.ts';
import type { CallContext } from './call-context.ts';
import { RpcError } from './rpc-error.ts';
import type { ToStatus } from './to-status.ts';
import { unaryHandler } from './unary-handler.ts';
import type { UnaryFunction } from './unary-handler.ts';
import { untilAborted } from './until-aborted.ts';

let server: TextServer | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

describe('unaryHandler', () => {
  it('answers', async () => {
    const client = await serve((request) => Promise.resolve(`${request}!`));
    await expect(call(client, 'hello').answer).resolves.toBe('hello!');
  });

  it.each([
    ['an RpcError', new RpcError(status.NOT_FOUND, '100% not "there" – ü'), status.NOT_FOUND, '100% not "there" – ü'],
    ['an Error', new Error('secret'), status.UNKNOWN, "internal error of the plugin; the host's log has the details"],
    ['a text', 'secret', status.UNKNOWN, "internal error of the plugin; the host's log has the details"],
    ['nothing', undefined, status.UNKNOWN, "internal error of the plugin; the host's log has the details"],
  ])('ends the call with the status of %s', async (_, thrown, code, details) => {
    const seen: unknown[] = [];
    const client = await serve(
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a handler may reject with anything
      () => Promise.reject(thrown),
      (error) => {
        seen.push(error);
        return RpcError.from(error);
      },
    );
    await expect(call(client).answer).rejects.toMatchObject({ code, details });
    expect(seen).toEqual([thrown]);
  });

  it('takes an error that is thrown before there is a promise', async () => {
    const client = await serve(() => {
      throw new RpcError(status.INTERNAL, 'at once');
    });
    await expect(call(client).answer).rejects.toMatchObject({ code: status.INTERNAL, details: 'at once' });
  });

  it('sends the trailers of an error', async () => {
    const metadata = new Metadata();
    metadata.set('advice', 'rest');
    const client = await serve(() => Promise.reject(new RpcError(status.UNAVAILABLE, 'tired', { metadata })));
    const error = await call(client).answer.catch((thrown: unknown) => thrown as ServiceError);
    expect(error).toHaveProperty('metadata');
    expect((error as ServiceError).metadata.get('advice')).toEqual(['rest']);
  });

  it('falls back to the fixed sentence when the status cannot be made', async () => {
    const client = await serve(
      () => Promise.reject(new Error('first')),
      () => {
        throw new Error('second');
      },
    );
    await expect(call(client).answer).rejects.toMatchObject({ code: status.UNKNOWN });
  });

  it('serves on after an error', async () => {
    const client = await serve((request) =>
      request === 'bad' ? Promise.reject(new Error()) : Promise.resolve('good'),
    );
    await expect(call(client, 'bad').answer).rejects.toThrow();
    await expect(call(client, 'other').answer).resolves.toBe('good');
  });
});

describe("a call's context", () => {
  it('has the metadata', async () => {
    const metadata = new Metadata();
    metadata.set('Traceparent', '00-a');
    metadata.add('many', 'one');
    metadata.add('many', 'two');
    const context = await contextOf({ metadata });
    expect(['traceparent', 'many', 'none'].map((name) => context.metadata(name))).toEqual([
      '00-a',
      'one, two',
      undefined,
    ]);
  });

  it('has the deadline', async () => {
    const deadline = Date.now() + 60_000;
    const { deadlineEpochMs = 0 } = await contextOf({ options: { deadline } });
    expect(Math.abs(deadlineEpochMs - deadline)).toBeLessThan(30_000);
  });

  it('has none where the caller set none', async () => {
    expect(await contextOf({})).not.toHaveProperty('deadlineEpochMs');
  });

  it('is not aborted by the answer', async () => {
    const { signal } = await contextOf({});
    await expect(call(server?.client, 'next').answer).resolves.toBe('answer');
    expect(signal.aborted).toBe(false);
  });

  it('is aborted when the caller goes away', async () => {
    const { client, started, ended } = await serveWaiting();
    const { answer, running } = call(client);
    await started;
    running.cancel();
    await expect(answer).rejects.toMatchObject({ code: status.CANCELLED });
    expect(await ended).toMatchObject({ code: status.CANCELLED, details: 'the caller has gone away' });
  });

  it('is aborted when the connection breaks', async () => {
    const { client, started, ended } = await serveWaiting();
    const { answer } = call(client);
    answer.catch(() => undefined);
    await started;
    server?.close();
    expect(await ended).toMatchObject({ code: status.CANCELLED });
  });

  it('is aborted when the deadline passes', async () => {
    const { client, ended } = await serveWaiting();
    await promisify(client.waitForReady.bind(client))(Infinity);
    // A call that its server does not get within this time has not begun there.
    await expect(call(client, 'request', { deadline: Date.now() + 1000 }).answer).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    expect(await ended).toMatchObject({ code: status.DEADLINE_EXCEEDED });
  });
});

it('drops the error of a call that nobody waits for', async () => {
  const seen: unknown[] = [];
  const { client, started, ended } = await serveWaiting((error) => {
    seen.push(error);
    return RpcError.from(error);
  });
  const { answer, running } = call(client);
  await started;
  running.cancel();
  await expect(answer).rejects.toThrow();
  await ended;
  await expect(call(client, 'request', { deadline: Date.now() + 50 }).answer).rejects.toThrow();
  expect(seen).toEqual([]);
});

async function serve(
  fn: UnaryFunction<string, string>,
  toStatus: ToStatus = (error) => RpcError.from(error),
): Promise<Client> {
  server = await serveText({ unary: unaryHandler(fn, toStatus) });
  return server.client;
}

/** A server whose calls end, by an error, only when they are aborted. */
async function serveWaiting(toStatus?: ToStatus) {
  const begin = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<unknown>();
  const client = await serve(async (_request, { signal }) => {
    begin.resolve(undefined);
    await untilAborted(signal);
    end.resolve(signal.reason);
    throw new Error('aborted');
  }, toStatus);
  return { client, started: begin.promise, ended: end.promise };
}

async function contextOf({ metadata, options }: { metadata?: Metadata; options?: CallOptions }): Promise<CallContext> {
  const contexts: CallContext[] = [];
  const client = await serve((_request, context) => {
    contexts.push(context);
    return Promise.resolve('answer');
  });
  await call(client, 'request', options, metadata).answer;
  const [context] = contexts;
  if (context === undefined) throw new Error('the handler was not called');
  return context;
}

function call(client: Client | undefined, request = 'request', options: CallOptions = {}, metadata = new Metadata()) {
  if (client === undefined) throw new Error('no server');
  const { path, requestSerialize, responseDeserialize } = textMethods.unary;
  let running: ClientUnaryCall | undefined;
  const answer = new Promise<string>((resolve, reject) => {
    running = client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      options,
      (error, response) => {
        if (error === null) resolve(response ?? '');
        else reject(error);
      },
    );
  });
  return { answer, running: running as unknown as ClientUnaryCall };
}
