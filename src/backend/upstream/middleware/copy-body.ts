import { BodyTooLargeError, describeRefusal } from '../body/read-body.ts';
import { createMemoryBudget, type MemoryBudget, type MemoryRefusal } from '../contract/memory-budget.ts';
import type { UpstreamRequest } from '../contract/upstream-client.ts';
import { requestError } from '../contract/upstream-error.ts';
import { nextTurn } from '../../sdk/turns/next-turn.ts';

/**
 * Copies the body of an answer that several callers get, so that each can transfer its own to another thread. A long copy waits until the
 * memory budget has room for it, and is made in steps, between which other work goes on.
 * @param caller the request that the copy is for
 * @throws {UpstreamError} when the budget refuses it, and the reason of the caller's signal
 */
export type CopyBody = (body: Uint8Array, caller: UpstreamRequest) => Uint8Array | Promise<Uint8Array>;

type CopyBudget = Pick<MemoryBudget, 'open' | 'track'>;

export function createCopyBody(budget: CopyBudget = createMemoryBudget().of('')): CopyBody {
  return (body, caller) => (body.byteLength < minCountedBytes ? body.slice() : copyLong(body, budget, caller));
}

/** Shorter copies are not worth counting. */
const minCountedBytes = 64 * 1024;

async function copyLong(body: Uint8Array, budget: CopyBudget, caller: UpstreamRequest): Promise<Uint8Array> {
  try {
    return await copyWithin(budget, body, caller.context.signal);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError) || error.limit === 'body') throw error;
    const { method, path } = caller;
    const message = `there is no memory for one more copy of the answer: ${describeRefusal(error.limit)}`;
    const url = { pathname: path.split('?')[0] ?? '' };
    throw requestError({ method, url }, message, { kind: 'too-large', cause: error });
  }
}

/** Memory reserved for each byte: the copy and what is decoded from it. */
const bytesPerBodyByte = 2;

async function copyWithin(budget: CopyBudget, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  let refusal: MemoryRefusal | undefined;
  const share = budget.open((reason) => {
    refusal = reason;
  });
  // Whoever waits for a share goes on when it is released.
  const release = (): void => {
    share.release();
  };
  signal.addEventListener('abort', release, { once: true });
  try {
    await share.take(body.byteLength * bytesPerBodyByte);
    signal.throwIfAborted();
    if (refusal !== undefined) throw new BodyTooLargeError(refusal);
    const copy = await copyInSteps(body, signal);
    budget.track(copy.buffer);
    return copy;
  } finally {
    signal.removeEventListener('abort', release);
    release();
  }
}

/** Some milliseconds of copying. */
const copiedAtOnce = 4 * 1024 * 1024;

async function copyInSteps(body: Uint8Array, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(body.byteLength);
  for (let at = 0; at < body.byteLength; at += copiedAtOnce) {
    if (body.byteLength > copiedAtOnce) await nextTurn();
    signal.throwIfAborted();
    copy.set(body.subarray(at, at + copiedAtOnce), at);
  }
  return copy;
}
