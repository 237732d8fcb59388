import { writeSync } from 'node:fs';

/** "busy": the reader took nothing, or not all, for 200 ms. "broken": there is no reader, or no such descriptor. */
export type WriteOutcome = 'written' | 'busy' | 'broken';

/** What a descriptor took of a text. */
export interface WriteResult {
  readonly outcome: WriteOutcome;
  readonly writtenBytes: number;
}

/** Writes to a descriptor, synchronously and without throwing; waits, but not for ever, while a pipe is full. */
export function writeFully(descriptor: number, text: string, write: typeof writeBytes = writeBytes): WriteResult {
  const bytes = Buffer.from(text);
  const waitUntilMs = performance.now() + maxWaitMs;
  let writtenBytes = 0;
  while (writtenBytes < bytes.length) {
    try {
      writtenBytes += write(descriptor, bytes.subarray(writtenBytes));
    } catch (error) {
      if (!isFull(error)) return { outcome: 'broken', writtenBytes };
      if (performance.now() >= waitUntilMs) return { outcome: 'busy', writtenBytes };
      sleep(pauseMs);
    }
  }
  return { outcome: 'written', writtenBytes };
}

const maxWaitMs = 200;
const pauseMs = 2;

function writeBytes(descriptor: number, bytes: Uint8Array): number {
  return writeSync(descriptor, bytes);
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR');
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
