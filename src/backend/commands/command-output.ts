import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

/** Where a command prints, and what can be shown there. */
export interface CommandOutput {
  /** To stdout: what was asked for. A line; the newline is added. */
  writeLine(text: string): void;
  /** To stderr: errors and notes. */
  writeNote(text: string): void;
  /** Of the terminal; undefined when stdout is a pipe or a file. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Whether escape sequences for colours are understood and wanted. */
  readonly colours: boolean;
}

/** stdout or stderr, of which only a terminal has a size and colours. */
export type OutputStream = Writable & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'hasColors'>>;

/** The streams of a process as they are now; NO_COLOR and its like count. A reader that goes away early is no error. */
export function toCommandOutput(stdout: OutputStream, stderr: OutputStream): CommandOutput {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const terminal = stdout.isTTY === true;
  return {
    writeLine: (text) => void stdout.write(`${text}\n`),
    writeNote: (text) => void stderr.write(`${text}\n`),
    columns: terminal ? stdout.columns : undefined,
    rows: terminal ? stdout.rows : undefined,
    colours: terminal && stdout.hasColors?.() === true,
  };
}
