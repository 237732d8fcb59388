import { appendFileSync } from 'node:fs';
import type { GaugeReport } from './gauge/gauge-report.ts';

/** How one case went, as the table at the end of `npm run test:hostile` has it. */
export interface CaseResult {
  readonly fault: string;
  readonly seconds: number;
  readonly outcome: 'held' | 'FAILED' | `left out: ${string}`;
  /** Nothing where the process ended, as it should, or was left out. */
  readonly gauge?: GaugeReport | undefined;
}

/** Adds a line to the file that `npm run test:hostile` reads; does nothing without it. */
export function recordResult(result: CaseResult): void {
  const file = process.env['HOSTILE_RESULTS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
}

/** A table as text, one case a line. */
export function formatResults(results: readonly CaseResult[]): string {
  const rows = results.map(({ fault, seconds, outcome, gauge }) => [
    fault,
    outcome,
    `${seconds.toFixed(1)} s`,
    milliseconds(gauge?.stallMs),
    milliseconds(gauge?.busyMs),
    milliseconds(gauge?.p99Ms),
    gauge?.peakMiB === undefined ? '-' : `${gauge.peakMiB.toFixed(0)} MiB`,
  ]);
  const head = ['fault', 'outcome', 'took', 'longest stall', 'of it CPU', "another's p99", 'peak memory'];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(0)} ms`;
}
