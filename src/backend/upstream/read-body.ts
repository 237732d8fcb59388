import { createByteCollector } from './byte-collector.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { ResponseBody } from './response-body.ts';

/** The reading of a body stopped because of its size. */
export class BodyTooLargeError extends Error {
  /** `memory`: it may be as large as it is, but not at the same time as others. */
  readonly limit: 'body' | 'memory';

  constructor(limit: 'body' | 'memory') {
    super('the body is larger than allowed');
    this.name = 'BodyTooLargeError';
    this.limit = limit;
  }
}

export interface ReadBodyOptions {
  readonly maxBytes: number;
  readonly budget: MemoryBudget;
  /** What the server says. */
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
  const share = budget.open(() => {
    collector.discard();
    body.destroy(new BodyTooLargeError('memory'));
  });
  try {
    await body.read((piece) => {
      if (collector.size + piece.length > maxBytes) throw new BodyTooLargeError('body');
      collector.add(piece);
      share.take(piece.length);
      giveBack(piece);
    });
    return collector.finish();
  } finally {
    share.release();
    collector.discard();
  }
}

/** A piece with a buffer of its own is nobody else's; kept until the garbage collector comes, they would add up to many megabytes. */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** The start of a body, for an error message; never fails. */
export async function readBodyStart(body: ResponseBody, maxBytes: number): Promise<Uint8Array> {
  const collector = createByteCollector();
  try {
    await body.read((piece) => {
      collector.add(piece);
      if (collector.size >= maxBytes) body.destroy();
    });
  } catch {
    // Half a message is better than none.
  }
  return collector.finish().subarray(0, maxBytes);
}
