import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { writeFully } from './write-fully.ts';

export interface LineWriterOptions {
  /** 2 for stderr. */
  readonly descriptor: number;
  /** Called once, when nobody reads the other end any more; from then on lines are dropped. */
  readonly onBroken: () => void;
  /** A line that says how many lines were dropped before it. */
  readonly toDroppedLine: (count: number) => string;
}

/**
 * Returns a function that writes a whole line and never waits for the reader. While a pipe is full, up to a mebibyte is kept; further lines are
 * dropped and counted, and the count is written as soon as there is room. On Windows, Node.js writes to pipes synchronously.
 */
export function createLineWriter(options: LineWriterOptions): (line: string) => void {
  return isPipe(options.descriptor) ? createPipeWriter(options) : createFileWriter(options);
}

const maxQueuedBytes = 1024 * 1024;

/** Also true for a socket, which some hosts use. */
function isPipe(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}

function createPipeWriter({ descriptor, onBroken, toDroppedLine }: LineWriterOptions): (line: string) => void {
  const pipe = new Socket({ fd: descriptor, readable: false, writable: true });
  // The descriptor must not be closed: the next file that is opened would get its number, and so become stderr.
  pipe._destroy = (error, done) => {
    done(error);
  };
  let droppedCount = 0;
  let broken = false;
  pipe.on('error', () => {
    if (!broken) onBroken();
    broken = true;
  });
  pipe.on('drain', () => {
    if (droppedCount === 0) return;
    const line = toDroppedLine(droppedCount);
    droppedCount = 0;
    pipe.write(line);
  });
  return (line) => {
    if (broken) return;
    if (droppedCount > 0 || pipe.writableLength + line.length > maxQueuedBytes) droppedCount += 1;
    else pipe.write(line);
  };
}

/** For files and terminals, which take whole lines at once. Lines that do not fit on a full disk are dropped and counted. */
function createFileWriter({ descriptor, onBroken, toDroppedLine }: LineWriterOptions): (line: string) => void {
  let broken = false;
  let droppedCount = 0;
  let isInLine = false;
  return (line) => {
    if (broken) return;
    const before = (isInLine ? '\n' : '') + (droppedCount > 0 ? toDroppedLine(droppedCount) : '');
    const { outcome, writtenBytes } = writeFully(descriptor, before + line);
    if (outcome === 'written') {
      droppedCount = 0;
      isInLine = false;
    } else if (outcome === 'no room') {
      droppedCount += 1;
      isInLine ||= writtenBytes > 0;
    } else if (outcome === 'broken') {
      broken = true;
      onBroken();
    }
  };
}
