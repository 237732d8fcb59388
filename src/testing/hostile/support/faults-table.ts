/** A row of `docs/faults.md`. */
export interface FaultRow {
  readonly fault: string;
  /** Below `src/`, as the row names it. */
  readonly test: string;
}

/** The rows of the tables in a Markdown text. */
export function parseFaultRows(markdown: string): readonly FaultRow[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|') && !/^\|\s*(-|fault\s)/.test(line));
  return lines.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return { fault: cells[1] ?? '', test: cells[4] ?? '' };
  });
}

/** The faults that a test file has a case for, as it names them. */
export function faultsOfTest(source: string): readonly string[] {
  const calls = source.matchAll(/hostileCase\(\s*(['"`])((?:(?!\1).)+)\1/g);
  return [...calls].map(([, , fault = '']) => fault);
}
