import { openCall } from './call-context.ts';
import type { CallContext, ServerCall } from './call-context.ts';
import type { RpcError } from './rpc-error.ts';
import { applyToStatus } from './to-status.ts';
import type { ToStatus } from './to-status.ts';

/** As much of a grpc-js call as sends messages. */
export interface ResponseStream<Response> extends ServerCall {
  write(message: Response): boolean;
  end(): unknown;
  emit(event: 'error', error: RpcError): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/**
 * Sends what an async iterable yields and ends the call: well, or with `toStatus(error)`. The next message is asked for
 * only when the transport has taken the last ones. When the call is cancelled the iterable is returned from at once, and
 * what it still throws is dropped. Never rejects.
 */
export async function sendMessages<Response>(
  call: ResponseStream<Response>,
  open: (context: CallContext) => AsyncIterable<Response>,
  toStatus: ToStatus,
): Promise<void> {
  const { context, close } = openCall(call);
  try {
    await pump(call, open(context), context.signal);
    call.end();
  } catch (error) {
    if (!context.signal.aborted) call.emit('error', applyToStatus(toStatus, error));
  } finally {
    close();
  }
}

async function pump<Response>(
  call: ResponseStream<Response>,
  messages: AsyncIterable<Response>,
  signal: AbortSignal,
): Promise<void> {
  const iterator = messages[Symbol.asyncIterator]();
  const next = (): Promise<IteratorResult<Response> | undefined> => orAborted(iterator.next(), signal);
  for (let result = await next(); !signal.aborted; result = await next()) {
    if (result === undefined || result.done === true) return;
    if (!call.write(result.value)) await orAborted(drained(call), signal);
  }
  // A generator that is busy takes this up when it comes to its next yield; nobody has to wait for that.
  void iterator.return?.().catch(() => undefined);
}

/** Settles like the promise, or to undefined once the signal is aborted. Leaves nothing on a signal that outlives many promises. */
async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = (): void => {
    resolve(undefined);
  };
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function drained(call: Pick<ResponseStream<unknown>, 'once'>): Promise<undefined> {
  return new Promise((resolve) => {
    call.once('drain', () => {
      resolve(undefined);
    });
  });
}
