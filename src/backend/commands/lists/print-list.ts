import type { CommandOutput } from '../command-output.ts';
import { formatTable } from '../print/format-table.ts';

export const listFormats = ['table', 'json'] as const;

export type ListFormat = (typeof listFormats)[number];

/** A row by the names of its columns. */
export type ListRow = Readonly<Record<string, string>>;

/** Rows as a table that is never cut. */
export function printRows(columns: readonly string[], rows: readonly ListRow[], output: CommandOutput): void {
  const fields = columns.map((name) => ({
    type: 'string' as const,
    name,
    values: rows.map((row) => row[name] ?? ''),
  }));
  const lines = formatTable({ name: '', fields }, { mostRows: Infinity, width: undefined, colours: output.colours });
  for (const line of lines) output.writeLine(line);
}
