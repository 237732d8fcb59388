import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A pipe whose writing end refuses (EAGAIN) instead of waiting while the pipe is full, as a stderr that libuv touched does. */
export interface TestPipe {
  readonly writeDescriptor: number;
  /** Writes until the pipe is full, but for as many bytes. */
  fill(freeBytes: number): void;
  /** Everything that is in it. */
  read(): string;
  closeReader(): void;
  close(): void;
}

export function createTestPipe(): TestPipe {
  const directory = mkdtempSync(join(tmpdir(), 'pipe'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const readDescriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeDescriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  let isReaderOpen = true;
  const closeReader = (): void => {
    if (isReaderOpen) closeSync(readDescriptor);
    isReaderOpen = false;
  };
  const read = (): string => readAll(readDescriptor);
  return {
    writeDescriptor,
    fill(freeBytes) {
      const filler = Buffer.alloc(1 << 20, '.');
      const capacity = writeSync(writeDescriptor, filler);
      read();
      writeSync(writeDescriptor, filler, 0, capacity - freeBytes);
    },
    read,
    closeReader,
    close() {
      closeReader();
      closeSync(writeDescriptor);
      rmSync(directory, { recursive: true });
    },
  };
}

function readAll(descriptor: number): string {
  const chunk = Buffer.alloc(1 << 20);
  let text = '';
  try {
    for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
      text += chunk.toString('utf8', 0, size);
    }
  } catch {
    // EAGAIN: empty, with the writer still there.
  }
  return text;
}
