import type { DecodedTable } from './decoded-answer.ts';
import { decodeDocuments } from './decode-documents.ts';
import { isJsonArray, isJsonObject, ownValue } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { parseFieldConfig } from './parse-field-config.ts';
import { parseLabels } from './parse-labels.ts';
import { parseName } from './parse-text.ts';
import { readColumn } from './read-column.ts';
import type { ColumnSource } from './read-column.ts';
import { parseHeader } from './result-source.ts';
import type { ResultSource } from './result-source.ts';
import { isTooSparse } from './sparse-columns.ts';

/**
 * `{"type": "table", "columns": [{"text", "type", …}], "rows": [[…], …]}`, with `values` for `rows` as older servers
 * have it. A row that is not an array is left out, short rows are filled with nulls, cells beyond the columns are
 * left out, each reported. Undefined when there is nothing to make a table of.
 */
export function decodeTable(object: JsonObject, source: ResultSource): DecodedTable | undefined {
  const key = Object.hasOwn(object, 'rows') || !Object.hasOwn(object, 'values') ? 'rows' : 'values';
  const rowsSource = { ...source, path: `${source.path}.${key}` };
  const rows = Object.hasOwn(object, key) ? (object[key] ?? []) : undefined;
  if (!isJsonArray(rows)) {
    source.problems.add(rowsSource.path, 'an array of rows', rows);
    return undefined;
  }
  const columns = ownValue(object, 'columns') ?? (rows.length === 0 ? [] : undefined);
  if (columns === undefined && rows.every(isJsonObject)) {
    return decodeDocuments(rows, parseHeader(object, source), rowsSource);
  }
  if (!isJsonArray(columns)) {
    source.problems.add(`${source.path}.columns`, 'an array of columns', columns);
    return undefined;
  }
  const read = readRows(rows, columns.length, rowsSource);
  if (read === undefined) return undefined;
  const fields = columns.map((column, index) =>
    readColumn(
      read.rows.map((row) => row[index]),
      describeColumn(column, index, { rowPath: read.rowPath, source }),
    ),
  );
  return { kind: 'table', ...parseHeader(object, source), fields };
}

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
      source.problems.add(`${source.path}[${index}]`, 'an array of cells', row);
      return;
    }
    if (row.length !== width) odd ??= index;
    given += row.length;
    kept.push(row);
    places.push(index);
  });
  if (odd !== undefined)
    source.problems.add(`${source.path}[${odd}]`, `${width} cells, one for each column`, rows[odd]);
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
