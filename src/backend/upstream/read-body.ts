import type { Readable } from 'node:stream';

/** More bytes than were allowed; the reading stopped there. */
export class BodyTooLargeError extends Error {
  constructor() {
    super('the body is larger than allowed');
    this.name = 'BodyTooLargeError';
  }
}

export interface ReadBodyOptions {
  readonly maxBytes: number;
  /** If the server said how many bytes come, they need not be moved afterwards. */
  readonly expectedBytes?: number;
}

/**
 * All of a body, in memory of its own. Stops as soon as it is too large, with no more than the limit in memory.
 * @throws {BodyTooLargeError}
 */
export async function readBody(body: Readable, { maxBytes, expectedBytes }: ReadBodyOptions): Promise<Uint8Array> {
  if (expectedBytes !== undefined && expectedBytes > maxBytes) {
    destroyQuietly(body);
    throw new BodyTooLargeError();
  }
  const whole = expectedBytes === undefined ? undefined : new Uint8Array(expectedBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (size + chunk.length > maxBytes) {
      destroyQuietly(body);
      throw new BodyTooLargeError();
    }
    if (whole && size + chunk.length <= whole.length) whole.set(chunk, size);
    else chunks.push(chunk);
    size += chunk.length;
  }
  return whole && chunks.length === 0 ? whole.subarray(0, size) : concatenate(chunks, size);
}

/** The start of a body, for an error message; never fails. */
export async function readBodyStart(body: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxBytes) break;
    }
  } catch {
    // Half a message is better than none.
  }
  destroyQuietly(body);
  return concatenate(chunks, size).subarray(0, maxBytes);
}

export function destroyQuietly(body: Readable): void {
  body
    .on('error', () => {
      // Destroying it early is an error to undici; nobody waits for that body any more.
    })
    .destroy();
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
