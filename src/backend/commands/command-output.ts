import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

/** Where a command prints, and what the terminal can show. */
export interface CommandOutput {
  /** Writes a line of the result to stdout; the newline is added. */
  writeLine(text: string): void;
  /** Writes an error or a note to stderr; the newline is added. */
  writeNote(text: string): void;
  /** Size of the terminal; undefined if stdout is a pipe or a file. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Whether escape sequences for colours are understood and wanted. */
  readonly colours: boolean;
}

/** stdout or stderr; only a terminal has a size and colours. */
export type OutputStream = Writable & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'hasColors'>>;

/** Output to the streams of a process, with its present size; NO_COLOR and the like are respected. It is no error if the reader closes the pipe early. */
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
