import { styleText } from 'node:util';
import { type DataFrame, frameLength } from '../../sdk/dataframe/data-frame.ts';
import type { Field } from '../../sdk/dataframe/field.ts';
import { cellText } from './cell-text.ts';
import { fitText, printable, textWidth } from './text-width.ts';

export interface TableOptions {
  /** More rows than this are cut in the middle. */
  readonly mostRows: number;
  /** Of the terminal; columns beyond it are left out. */
  readonly width: number | undefined;
  readonly colours: boolean;
}

interface Column {
  readonly header: string;
  readonly cells: readonly string[];
  readonly width: number;
  readonly toRight: boolean;
}

const widestCell = 60;

/** A frame as aligned lines of text: a header, its rows, and what was cut. */
export function formatTable(frame: DataFrame, options: TableOptions): readonly string[] {
  const length = frameLength(frame);
  const cut = length > options.mostRows;
  const headRows = cut ? Math.ceil(options.mostRows / 2) : length;
  const tailRows = cut ? options.mostRows - headRows : 0;
  const rows = [...range(0, headRows), ...range(length - tailRows, length)];
  const all = frame.fields.map((field) => toColumn(field, rows));
  const columns = fitting(all, options.width);
  const lines = rows.map((_, i) => line(columns, (column) => column.cells[i] ?? ''));
  if (cut) lines.splice(headRows, 0, `⋮ ${length - options.mostRows} more rows (--all shows them)`);
  return [
    bold(
      line(columns, ({ header }) => header),
      options.colours,
    ),
    columns.map(({ width }) => '─'.repeat(width)).join('  '),
    ...lines,
    ...leftOut(all.slice(columns.length)),
    ...(length === 0 ? ['(no rows)'] : []),
  ];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function toColumn(field: Field, rows: readonly number[]): Column {
  const unit = field.config?.unit;
  const header = fitText(
    printable(unit === undefined || unit === '' ? field.name : `${field.name} (${unit})`),
    widestCell,
  );
  const cells = rows.map((i) => fitText(cellText(field, i), widestCell));
  const width = cells.reduce((widest, cell) => Math.max(widest, textWidth(cell)), textWidth(header));
  return { header, cells, width, toRight: field.type === 'float64' || field.type === 'int64' };
}

function fitting(columns: readonly Column[], width: number | undefined): readonly Column[] {
  if (width === undefined) return columns;
  let taken = 0;
  const beyond = columns.findIndex((column) => {
    taken += column.width + 2;
    return taken - 2 > width;
  });
  return beyond === -1 ? columns : columns.slice(0, Math.max(1, beyond));
}

function leftOut(columns: readonly Column[]): readonly string[] {
  if (columns.length === 0) return [];
  return [`not shown for lack of width (--all shows them): ${columns.map(({ header }) => header).join(', ')}`];
}

function line(columns: readonly Column[], textOf: (column: Column) => string): string {
  const cells = columns.map((column) => {
    const text = textOf(column);
    const padding = ' '.repeat(column.width - textWidth(text));
    return column.toRight ? padding + text : text + padding;
  });
  return cells.join('  ').trimEnd();
}

function bold(text: string, colours: boolean): string {
  return colours ? styleText('bold', text, { validateStream: false }) : text;
}
