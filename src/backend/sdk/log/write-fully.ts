import { writeSync } from 'node:fs';

/**
 * "busy": the reader did not take everything within 200 ms. "no room": the disk is full, or a quota is used up. "broken": there is no reader, or no such
 * descriptor.
 */
export type WriteOutcome = 'written' | 'busy' | 'no room' | 'broken';

/** How much of a text was written. */
export interface WriteResult {
  readonly outcome: WriteOutcome;
  readonly writtenBytes: number;
}

/** Writes to a descriptor synchronously. Waits up to 200 ms while a pipe is full. Never throws. */
export function writeFully(descriptor: number, text: string): WriteResult {
  const bytes = Buffer.from(text);
  const waitUntilMs = performance.now() + maxWaitMs;
  let writtenBytes = 0;
  while (writtenBytes < bytes.length) {
    try {
      writtenBytes += writeSync(descriptor, bytes, writtenBytes);
    } catch (error) {
      if (isDiskFull(error)) return { outcome: 'no room', writtenBytes };
      if (!isFull(error)) return { outcome: 'broken', writtenBytes };
      if (performance.now() >= waitUntilMs) return { outcome: 'busy', writtenBytes };
      sleep(pauseMs);
    }
  }
  return { outcome: 'written', writtenBytes };
}

const maxWaitMs = 200;
const pauseMs = 2;

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EINTR';
}

function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
