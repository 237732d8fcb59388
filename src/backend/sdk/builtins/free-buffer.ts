import { types } from 'node:util';

/**
 * Gives memory back to the system at once: kept until the garbage collector comes, which knows nothing of what is behind a small object,
 * buffers add up. Whoever frees one owns it: every view of it is empty afterwards. Shared and freed ones stay as they are.
 */
export function freeBuffer(buffer: ArrayBufferLike): void {
  if (types.isArrayBuffer(buffer) && !buffer.detached) buffer.transfer(0);
}

/** Whether the bytes have a buffer for themselves, and not a part of one, as Node.js gives out of its pool. */
export function isWholeBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return types.isArrayBuffer(bytes.buffer) && bytes.buffer.byteLength === bytes.byteLength;
}
