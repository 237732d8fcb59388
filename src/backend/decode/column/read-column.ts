import type { Field, FieldConfig, JsonField, Labels, StringField } from '../../sdk/dataframe/field.ts';
import { BooleanColumnBuilder, type BooleanColumn } from './boolean-column.ts';
import type { ColumnBuilder, FinishedColumn } from './column-builder.ts';
import { areLikelyTimes, guessColumnKind, isTimeName, parseColumnKind, type ColumnKind } from './column-kind.ts';
import { toJsonText } from '../json/json-value.ts';
import { NumberColumnBuilder, type NumberColumn } from './number-column.ts';
import { parseNumber } from './parse-number.ts';
import { parseText } from '../json/parse-text.ts';
import type { ProblemList } from '../json/problem-list.ts';
import { TimeColumnBuilder, type TimeColumn } from './time-column.ts';
import type { AskedRange } from '../time/time-unit.ts';

/** A column of a table or a frame before its cells are read. */
export interface ColumnSource {
  readonly name: string;
  /** As the server declared it, if it did. */
  readonly type: unknown;
  readonly labels?: Labels | undefined;
  readonly config?: FieldConfig | undefined;
  /** How messages name the column. */
  readonly path: string;
  /** How messages name one of its cells. */
  readonly cellPath: (row: number) => string;
  readonly problems: ProblemList;
  /** Whether an undeclared column of texts is text whatever they look like. */
  readonly keepTexts?: boolean | undefined;
  /** The range that was asked for, if there was one. */
  readonly asked?: AskedRange | undefined;
}

/**
 * The cells of a column as a field. A declared type holds: cells that do not fit it become null and are reported;
 * but when not one cell fits, the declaration is wrong, and the column is text, with one report. A column without a
 * declared type is what its name says if all cells agree (times), else what its cells say.
 */
export function readColumn(cells: readonly unknown[], source: ColumnSource): Field {
  const header = {
    name: source.name,
    ...(source.labels && { labels: source.labels }),
    ...(source.config && { config: source.config }),
  };
  return { ...header, ...readValues(cells, source) };
}

type ColumnValues = TimeColumn | NumberColumn | BooleanColumn | TextColumn;
type TextColumn = Pick<StringField, 'type' | 'values'> | Pick<JsonField, 'type' | 'values'>;

function readValues(cells: readonly unknown[], source: ColumnSource): ColumnValues {
  const kind = parseColumnKind(source.type);
  if (kind === undefined) return readUndeclared(cells, source);
  const read = readCells(cells, kind, source.asked);
  if (read.fits === 0 && read.misfits.length > 0) {
    source.problems.add(source.path, `${expectedCells[kind]}, as its type says`, cells[read.misfits[0] ?? 0]);
    return readTexts(cells);
  }
  for (const row of read.misfits) source.problems.add(source.cellPath(row), expectedCells[kind], cells[row]);
  return reported(read, source);
}

function readUndeclared(cells: readonly unknown[], source: ColumnSource): ColumnValues {
  if (isTimeName(source.name) || areLikelyTimes(source.name, cells)) {
    const times = readCells(cells, 'time', source.asked);
    if (times.misfits.length === 0) return reported(times, source);
  }
  const kind =
    source.keepTexts === true && cells.some((cell) => typeof cell === 'string') ? 'text' : guessColumnKind(cells);
  return reported(readCells(cells, kind, source.asked), source);
}

const expectedCells: Readonly<Record<ColumnKind, string>> = {
  time: 'a time',
  number: 'a number',
  boolean: 'true or false',
  text: 'text',
  json: 'JSON',
};

function reported(read: ReadCells, source: ColumnSource): ColumnValues {
  if (read.lost !== undefined) source.problems.add(source.path, read.lost.expected, read.lost.got);
  return read.column;
}

interface ReadCells extends FinishedColumn<ColumnValues> {
  /** How many cells were of the kind, nulls not counted. */
  readonly fits: number;
  /** The rows of those that were not: null in the column. */
  readonly misfits: readonly number[];
}

function readCells(cells: readonly unknown[], kind: ColumnKind, asked: AskedRange | undefined): ReadCells {
  switch (kind) {
    case 'time':
      return fill(new TimeColumnBuilder(cells.length, asked), cells);
    case 'number':
      return fill(new NumberColumnBuilder(cells.length), cells);
    case 'boolean':
      return fill(new BooleanColumnBuilder(cells.length), cells);
    case 'text':
      return { column: readTexts(cells), lost: undefined, fits: cells.length, misfits: [] };
    case 'json':
      return { column: readJson(cells), lost: undefined, fits: cells.length, misfits: [] };
  }
}

function fill(builder: ColumnBuilder<ColumnValues>, cells: readonly unknown[]): ReadCells {
  const misfits: number[] = [];
  let fits = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell == null) {
      builder.appendNull();
    } else if (builder.append(cell)) {
      fits++;
    } else {
      builder.appendNull();
      if (parseNumber(cell) !== null) misfits.push(row);
    }
  }
  return { ...builder.finish(), fits, misfits };
}

function readTexts(cells: readonly unknown[]): TextColumn {
  return { type: 'string', values: cells.map(parseText) };
}

function readJson(cells: readonly unknown[]): TextColumn {
  return { type: 'json', values: cells.map((cell) => (cell == null ? null : (toJsonText(cell) ?? null))) };
}
