import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { CommandOutput } from '../command-output.ts';
import { toChartSeries } from './chart/chart-series.ts';
import { formatChart } from './chart/format-chart.ts';
import { formatJson } from './format-json.ts';
import { formatSparklines } from './chart/format-sparkline.ts';
import { formatTable } from './format-table.ts';
import { joinSeries } from './join-series.ts';
import { printable } from './text-width.ts';

export const printFormats = ['table', 'json', 'chart'] as const;

export type PrintFormat = (typeof printFormats)[number];

export interface PrintOptions {
  readonly format: PrintFormat;
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** Every row of a table, however many there are. */
  readonly all: boolean;
}

const defaultWidth = 100;
const defaultHeight = 15;
/** A screen lower than this has no room for axes. */
const leastRows = 14;
const mostTableRows = 40;

/** Prints frames as a person, or with `json` a program, would want to see them. */
export function printFrames(frames: readonly DataFrame[], options: PrintOptions, output: CommandOutput): void {
  for (const notice of noticesOf(frames)) output.writeNote(notice);
  const filled = frames.filter(({ fields }) => fields.length > 0);
  if (options.format === 'json') output.writeLine(formatJson(frames));
  else if (filled.length === 0) output.writeLine('(no data between the two times)');
  else if (options.format === 'chart') printChart(filled, options, output);
  else printTables(filled, options, output);
}

/** Frames of one answer repeat what is said of the whole. */
export function noticesOf(frames: readonly DataFrame[]): ReadonlySet<string> {
  const notices = frames.flatMap(({ meta }) => meta?.notices ?? []);
  return new Set(notices.map(({ severity, text }) => `${severity}: ${printable(text)}`));
}

/** The width that a chart will have, which decides how many points are worth asking for. */
export function chartWidth({ columns }: CommandOutput): number {
  return Math.min(200, Math.max(40, columns ?? defaultWidth));
}

function printChart(frames: readonly DataFrame[], options: PrintOptions, output: CommandOutput): void {
  const series = toChartSeries(frames);
  if (series.length === 0) {
    output.writeNote('Nothing to plot: the answer has no column of numbers with a column of times. As a table:');
    printTables(frames, options, output);
    return;
  }
  const { fromEpochMs, toEpochMs } = options;
  const where = { fromEpochMs, toEpochMs, width: chartWidth(output), colours: output.colours };
  const rows = output.rows ?? Infinity;
  const lines =
    rows < leastRows
      ? formatSparklines(series, where)
      : formatChart(series, { ...where, height: Math.max(6, Math.min(defaultHeight, rows - series.length - 4)) });
  for (const line of lines) output.writeLine(line);
}

function printTables(frames: readonly DataFrame[], { all }: PrintOptions, output: CommandOutput): void {
  const tables = joinSeries(frames);
  for (const [i, frame] of tables.entries()) {
    if (i > 0) output.writeLine('');
    if (tables.length > 1 && frame.name !== '') output.writeLine(`${printable(frame.name)}:`);
    const width = all ? undefined : output.columns;
    const lines = formatTable(frame, { mostRows: all ? Infinity : mostTableRows, width, colours: output.colours });
    for (const line of lines) output.writeLine(line);
  }
}
