import { createByteCollector } from './byte-collector.ts';
import type { MemoryBudget, MemoryRefusal, MemoryShare } from '../contract/memory-budget.ts';
import type { ResponseBody } from '../contract/response-body.ts';
import { freeBuffer, isWholeBuffer } from '../../sdk/builtins/free-buffer.ts';

/** Reading a body was stopped because of its size. */
export class BodyTooLargeError extends Error {
  /** `body`: the limit of the settings; otherwise why the memory budget refused it. */
  readonly limit: 'body' | MemoryRefusal;

  constructor(limit: 'body' | MemoryRefusal) {
    super('the body is larger than allowed');
    this.name = 'BodyTooLargeError';
    this.limit = limit;
  }
}

/** Why the memory budget refuses an answer, and what may be done about it. */
export function describeRefusal(reason: MemoryRefusal): string {
  return reason === 'alone'
    ? `reading it takes more memory than there is for answers on this machine or in this container; ${adviceOnSize}, or give Grafana more memory`
    : `it is the largest of those that this data source has under way, and together all answers need too much memory; ${adviceOnSize}`;
}

export const adviceOnSize = 'ask for less (a shorter time range, fewer points)';

export interface ReadBodyOptions {
  readonly maxBytes: number;
  readonly budget: MemoryBudget;
  /** Content-Length, where there is one. */
  readonly announcedBytes?: number;
}

/**
 * All of a body, in memory of its own. Stops as soon as it is too large, with no more than the limit in memory.
 * @throws {BodyTooLargeError}
 */
export async function readBody(
  body: ResponseBody,
  { maxBytes, budget, announcedBytes }: ReadBodyOptions,
): Promise<Uint8Array> {
  if (announcedBytes !== undefined && announcedBytes > maxBytes) {
    body.destroy();
    throw new BodyTooLargeError('body');
  }
  const collector = createByteCollector(announcedBytes);
  let refusal: BodyTooLargeError | undefined;
  const share = budget.open((reason) => {
    refusal = new BodyTooLargeError(reason);
    collector.discard();
    body.destroy(refusal);
  });
  let hasWaited = false;
  const reserve = createReserve(share, announcedBytes);
  try {
    const waiting = reserve.first();
    if (waiting !== undefined) await waiting;
    await body.read((piece) => {
      if (refusal !== undefined) throw refusal;
      if (collector.size + piece.length > maxBytes) throw new BodyTooLargeError('body');
      collector.add(piece);
      const waiting = reserve.upTo(collector.size);
      hasWaited ||= waiting !== undefined;
      // A parser that is paused may still need the buffer that the piece is a part of.
      if (!hasWaited) giveBack(piece);
      return waiting;
    });
    const finishing = collector.finish();
    const whole = finishing instanceof Promise ? await finishing : finishing;
    if (refusal !== undefined) throw refusal;
    return whole;
  } finally {
    share.release();
    collector.discard();
  }
}

interface Reserve {
  /** Room for the announced size, before anything is read. */
  first(): Promise<undefined> | undefined;
  /** Room for that many bytes of the body. */
  upTo(bytes: number): Promise<undefined> | undefined;
}

/** Memory reserved for each byte of a body: the body and what is decoded from it, and without Content-Length also the blocks it is put together from. */
const bytesPerBodyByte = { announced: 2, unannounced: 3 };
/** A body without Content-Length reserves this much at a time: little, so that many slow bodies do not reserve far more than they have sent. */
const reservedAtOnce = 256 * 1024;

function createReserve(share: MemoryShare, announcedBytes: number | undefined): Reserve {
  const factor = announcedBytes === undefined ? bytesPerBodyByte.unannounced : bytesPerBodyByte.announced;
  let reserved = 0;
  const reserve = (bytes: number): Promise<undefined> | undefined => {
    reserved += bytes;
    return share.take(bytes * factor);
  };
  return {
    first: () => (announcedBytes === undefined ? undefined : reserve(announcedBytes)),
    upTo: (bytes) => (bytes <= reserved ? undefined : reserve(Math.max(bytes - reserved, reservedAtOnce))),
  };
}

/** Frees a piece that has a buffer of its own: left to the garbage collector, pieces would add up to many megabytes. */
function giveBack(piece: Uint8Array): void {
  if (isWholeBuffer(piece)) freeBuffer(piece.buffer);
}

/** Reads the start of a body, for an error message. Never rejects. */
export async function readBodyStart(body: ResponseBody, maxBytes: number): Promise<Uint8Array> {
  const collector = createByteCollector();
  try {
    await body.read((piece) => {
      collector.add(piece);
      if (collector.size >= maxBytes) body.destroy();
      return undefined;
    });
  } catch {
    // The part that has come is enough.
  }
  return (await collector.finish()).subarray(0, maxBytes);
}
