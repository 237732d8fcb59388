import type { CommandOutput } from '../../backend/commands/command-output.ts';

/** A command's output that keeps what is printed. */
export interface RecordedOutput extends CommandOutput {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  /** Calls back with every further line. */
  onLine(listener: (line: string) => void): void;
}

/** A pipe, unless the terminal's size is given. */
export function recordOutput(
  terminal: Partial<Pick<CommandOutput, 'columns' | 'rows' | 'colours'>> = {},
): RecordedOutput {
  const lines: string[] = [];
  const notes: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  return {
    lines,
    notes,
    onLine: (listener) => listeners.push(listener),
    writeLine: (text) => {
      lines.push(...text.split('\n'));
      for (const listener of listeners) listener(text);
    },
    writeNote: (text) => notes.push(...text.split('\n')),
    columns: terminal.columns,
    rows: terminal.rows,
    colours: terminal.colours ?? false,
  };
}
