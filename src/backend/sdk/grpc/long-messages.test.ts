import { once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Client, credentials, Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js';
import { type CallMemory, type CallMemoryOutcome, countLongMessages, decodeAndFree } from './long-messages.ts';
import { receivingCallOf } from './grpc-js-internals.ts';
import { RpcError } from './rpc-error.ts';
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

const long = 1_000_000;

let close: (() => void) | undefined;

afterEach(() => {
  close?.();
  close = undefined;
});

describe('countLongMessages', () => {
  it('takes memory for a long message until its call has ended, and none for a short one', async () => {
    const { ask, memory } = await serve();
    expect(await ask(10_000)).toBe(10_000);
    expect(memory.taken).toEqual([]);
    const answer = ask(long);
    const { bytes, outcome, released } = await memory.next();
    expect(bytes).toBe(long);
    outcome.admit();
    expect(await answer).toBe(long);
    await released;
  });

  it('reads nothing more of a call that waits, and lets others pass', async () => {
    const { ask, memory, asked } = await serve();
    const waiting = ask(long);
    const { outcome, released } = await memory.next();
    expect(await ask(10_000)).toBe(10_000);
    expect(asked).toEqual([10_000]);
    outcome.admit();
    expect(await waiting).toBe(long);
    await released;
  });

  it('ends a call that is refused with the reason', async () => {
    const { ask, memory, asked } = await serve();
    const refused = ask(long).catch((error: unknown) => error as ServiceError);
    const { outcome, released } = await memory.next();
    outcome.refuse('no room');
    expect(await refused).toMatchObject({ code: status.RESOURCE_EXHAUSTED, details: 'no room' });
    await released;
    expect(asked).toEqual([]);
  });

  it('waits no more for a caller that has gone away', async () => {
    const { ask, memory } = await serve();
    const gone = new AbortController();
    const failed = ask(long, gone.signal).catch((error: unknown) => error as ServiceError);
    const { released } = await memory.next();
    gone.abort();
    expect(await failed).toMatchObject({ code: status.CANCELLED });
    await released;
  });

  it('says so where grpc-js reads messages otherwise', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    expect(receivingCallOf({})).toBeUndefined();
    expect(receivingCallOf({ stream: 1, decoder: 1, handleDataFrame: 1, sendStatus: 1 })).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });
});

describe('decodeAndFree', () => {
  it('frees long bytes only', () => {
    for (const [length, left] of [
      [1000, 1000],
      [long, 0],
    ] as const) {
      const bytes = Buffer.alloc(length, 'x');
      expect(decodeAndFree(bytes, (given) => given.length)).toBe(length);
      expect(bytes).toHaveLength(left);
    }
  });
});

interface Taken {
  readonly bytes: number;
  readonly outcome: CallMemoryOutcome;
  readonly released: Promise<undefined>;
}

/** Leaves it to the test whether there is room. */
class ScriptedMemory implements CallMemory {
  readonly taken: Taken[] = [];
  #tell: (taken: Taken) => void = () => undefined;

  take(bytes: number, outcome: CallMemoryOutcome): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const taken = { bytes, outcome, released: promise };
    this.taken.push(taken);
    this.#tell(taken);
    return () => {
      resolve(undefined);
    };
  }

  next(): Promise<Taken> {
    return new Promise((resolve) => {
      const [first] = this.taken;
      if (first === undefined) this.#tell = resolve;
      else resolve(first);
    });
  }
}

interface Served {
  /** @returns how many bytes have come */
  readonly ask: (bytes: number, signal?: AbortSignal) => Promise<number>;
  readonly memory: ScriptedMemory;
  readonly asked: readonly number[];
}

async function serve(): Promise<Served> {
  const memory = new ScriptedMemory();
  const asked: number[] = [];
  const server = new Server({ interceptors: [countLongMessages(memory)] });
  const answer = (request: Buffer): Promise<Buffer> => {
    asked.push(request.length);
    return Promise.resolve(Buffer.from(String(request.length)));
  };
  server.addService(methods, { ask: unaryHandler<Buffer, Buffer>(answer, (error) => RpcError.from(error)) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const client = new Client(`127.0.0.1:${String(port)}`, credentials.createInsecure());
  close = () => {
    client.close();
    server.forceShutdown();
  };
  return { ask: (bytes, signal) => call(client, Buffer.alloc(bytes), signal), memory, asked };
}

function call(client: Client, message: Buffer, signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const running = client.makeUnaryRequest(methods.ask.path, asItIs, asItIs, message, (error, response) => {
      if (response === undefined) reject(error ?? new Error('expected a response, got none'));
      else resolve(Number(response.toString()));
    });
    if (signal !== undefined) {
      void once(signal, 'abort').then(() => {
        running.cancel();
      });
    }
  });
}
