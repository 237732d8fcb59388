import type { DecodedTable } from '../answer/decoded-answer.ts';
import { decodeDocuments } from './decode-documents.ts';
import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { parseFieldConfig } from '../properties/parse-field-config.ts';
import { parseLabels } from '../properties/parse-labels.ts';
import { parseName } from '../json/parse-text.ts';
import { readColumn, type ColumnSource } from '../column/read-column.ts';
import { parseHeader, type ResultSource } from './result-source.ts';
import { isTooSparse } from '../column/sparse-columns.ts';
import { unreadTimes } from '../column/unread-times.ts';

/**
 * `{"type": "table", "columns": [{"text", "type", …}], "rows": [[…], …]}`, with `values` for `rows` as older servers
 * have it. A row that is not an array is left out, short rows are filled with nulls, cells beyond the columns are
 * left out, each reported. Undefined when there is nothing to make a table of.
 */
export function decodeTable(object: JsonObject, source: ResultSource): DecodedTable | undefined {
  const key = Object.hasOwn(object, 'rows') || !Object.hasOwn(object, 'values') ? 'rows' : 'values';
  const rowsSource = { ...source, path: `${source.path}.${key}` };
  const rows = arrayAt(object, key);
  if (rows === undefined) {
    source.problems.add(rowsSource.path, 'an array of rows', ownValue(object, key));
    return undefined;
  }
  const columns = arrayAt(object, 'columns') ?? (rows.length === 0 ? [] : undefined);
  if (columns !== undefined) return readTable({ columns, rows, object }, source, rowsSource);
  if (rows.every(isJsonObject)) return decodeDocuments(rows, parseHeader(object, source), rowsSource);
  source.problems.add(`${source.path}.columns`, 'an array of columns', ownValue(object, 'columns'));
  return undefined;
}

/** Null counts as an empty array, which Go writes that way. */
function arrayAt(object: JsonObject, key: string): readonly unknown[] | undefined {
  const value = object[key] === null ? [] : ownValue(object, key);
  return isJsonArray(value) ? value : undefined;
}

interface TableParts {
  readonly object: JsonObject;
  readonly columns: readonly unknown[];
  readonly rows: readonly unknown[];
}

function readTable(
  { object, columns, rows }: TableParts,
  source: ResultSource,
  rowsSource: ResultSource,
): DecodedTable | undefined {
  const cells = rows.length > 0 && rows.every(isJsonObject) ? rows.map((row) => cellsByName(row, columns)) : rows;
  const read = readRows(cells, columns.length, rowsSource);
  if (read === undefined) return undefined;
  const described = columns.map((column, index) => describeColumn(column, index, { rowPath: read.rowPath, source }));
  const fields = described.map((column, index) =>
    readColumn(
      read.rows.map((row) => row[index]),
      column,
    ),
  );
  const types = described.map(({ type }) => type);
  return { kind: 'table', ...parseHeader(object, source), fields, ...unreadTimes(fields, types) };
}

/** The cells of a row that is an object, in the order of the columns. */
function cellsByName(row: JsonObject, columns: readonly unknown[]): readonly unknown[] {
  return columns.map((column) => {
    const names = isJsonObject(column) ? nameKeys.map((key) => ownValue(column, key)) : [column];
    const name = names.find((each) => typeof each === 'string' && Object.hasOwn(row, each));
    return typeof name === 'string' ? ownValue(row, name) : null;
  });
}

const nameKeys = ['text', 'name', 'field', 'key', 'id'] as const;

interface ReadRows {
  readonly rows: readonly (readonly unknown[])[];
  readonly rowPath: (row: number) => string;
}

function readRows(rows: readonly unknown[], width: number, source: ResultSource): ReadRows | undefined {
  const kept: (readonly unknown[])[] = [];
  const places: number[] = [];
  let given = 0;
  let odd: number | undefined;
  rows.forEach((row, index) => {
    if (!isJsonArray(row)) {
      source.problems.addLost(`${source.path}[${index}]`, 'an array of cells', row);
      return;
    }
    if (row.length !== width) odd ??= index;
    given += row.length;
    kept.push(row);
    places.push(index);
  });
  if (odd !== undefined) {
    const expected = `one cell for each of the columns (${width})`;
    if (width === 0) source.problems.addLost(`${source.path}[${odd}]`, expected, rows[odd]);
    else source.problems.add(`${source.path}[${odd}]`, expected, rows[odd]);
  }
  if (isTooSparse(width, kept.length, given)) {
    source.problems.add(source.path, 'rows as long as there are columns', rows);
    return undefined;
  }
  return { rows: kept, rowPath: (row) => `${source.path}[${places[row] ?? row}]` };
}

function describeColumn(
  column: unknown,
  index: number,
  { rowPath, source }: { readonly rowPath: (row: number) => string; readonly source: ResultSource },
): ColumnSource {
  const path = `${source.path}.columns[${index}]`;
  const cells = {
    path,
    cellPath: (row: number) => `${rowPath(row)}[${index}]`,
    problems: source.problems,
    keepTexts: source.keepTexts,
    asked: source.asked,
  };
  const fallbackName = `Column ${index + 1}`;
  if (!isJsonObject(column)) return { ...cells, name: parseName(column) ?? fallbackName, type: undefined };
  const labels = ownValue(column, 'labels');
  return {
    ...cells,
    name: parseName(ownValue(column, 'text')) ?? parseName(ownValue(column, 'name')) ?? fallbackName,
    type: ownValue(column, 'type'),
    labels: labels == null ? undefined : parseLabels(labels, `${path}.labels`, source.problems),
    config: parseFieldConfig(column, path, source.problems),
  };
}
