import type { DecodedTable } from '../answer/decoded-answer.ts';
import { frameCells } from '../column/frame-cells.ts';
import { asJsonArray, asJsonObject, isJsonArray, ownValue, type JsonObject } from '../json/json-value.ts';
import { parseFieldConfig } from '../properties/parse-field-config.ts';
import { parseLabels } from '../properties/parse-labels.ts';
import { readColumn, type ColumnSource } from '../column/read-column.ts';
import { parseHeader, type ResultSource } from './result-source.ts';
import { isTooSparse } from '../column/sparse-columns.ts';
import { unreadTimes } from '../column/unread-times.ts';

/**
 * A data frame as Grafana's pages hold it: `{"name", "fields": [{"name", "type", "values", "labels", "config"}]}`.
 * Shorter columns are filled up with nulls and reported; undefined when they are too uneven for that.
 */
export function decodeFrame(object: JsonObject, source: ResultSource): DecodedTable | undefined {
  const columns = asJsonArray(ownValue(object, 'fields')).map((element, index) => {
    const field = asJsonObject(element);
    const path = `${source.path}.fields[${index}]`;
    if (field !== element) source.problems.addLost(path, 'an object with "name" and "values"', element);
    return { field, index, path, valuesPath: `${path}.values`, values: ownValue(field, 'values'), details: field };
  });
  return decodeColumns(columns, object, source);
}

/**
 * A data frame as Grafana's server writes it: `{"schema": {"name", "fields": […]}, "data": {"values": [[…], …]}}`,
 * with `entities` (NaN and infinities) and `nanos` (below a ms). Otherwise as `decodeFrame`.
 * Source: grafana-plugin-sdk-go, data/frame_json.go.
 */
export function decodeWireFrame(object: JsonObject, source: ResultSource): DecodedTable | undefined {
  const schema = asJsonObject(ownValue(object, 'schema'));
  const data = asJsonObject(ownValue(object, 'data'));
  const fields = asJsonArray(ownValue(schema, 'fields'));
  if (['data', 'rows'].some((key) => isJsonArray(ownValue(object, key)))) {
    // No frame has those; to read it as an empty one would hide what is in them.
    source.problems.add(`${source.path}.data.values`, 'an array of columns', ownValue(data, 'values'));
    return undefined;
  }
  const values = asJsonArray(ownValue(data, 'values'));
  const entities = asJsonArray(ownValue(data, 'entities'));
  const nanos = asJsonArray(ownValue(data, 'nanos'));
  const columns = fields.map((field, index) => ({
    field: asJsonObject(field),
    index,
    path: `${source.path}.schema.fields[${index}]`,
    valuesPath: `${source.path}.data.values[${index}]`,
    values: values[index],
    details: { entities: entities[index], nanos: nanos[index] },
  }));
  return decodeColumns(columns, schema, source);
}

/** A field, wherever its parts were found. */
interface FrameColumn {
  readonly field: JsonObject;
  readonly index: number;
  readonly path: string;
  readonly valuesPath: string;
  readonly values: unknown;
  /** What holds `entities` and `nanos`. */
  readonly details: JsonObject;
}

function decodeColumns(
  columns: readonly FrameColumn[],
  head: JsonObject,
  source: ResultSource,
): DecodedTable | undefined {
  const values = columns.map((column) => columnValues(column, source));
  const length = values.reduce((longest, column) => Math.max(longest, column.length), 0);
  const given = values.reduce((sum, column) => sum + column.length, 0);
  if (isTooSparse(columns.length, length, given)) {
    source.problems.add(source.path, 'columns of one length', `${given} values in ${columns.length} columns`);
    return undefined;
  }
  const fields = columns.map((column, index) => {
    const cells = frameCells(values[index] ?? [], column.field, column.details);
    if (cells.length !== length) source.problems.add(column.valuesPath, `${length} values`, cells.length);
    return readColumn(fillUp(cells, length), describeColumn(column, source));
  });
  const types = columns.map(({ field }) => ownValue(field, 'type'));
  return { kind: 'table', ...parseHeader(head, source), fields, ...unreadTimes(fields, types) };
}

function columnValues({ values, valuesPath }: FrameColumn, source: ResultSource): readonly unknown[] {
  if (values == null) return [];
  if (!isJsonArray(values)) source.problems.add(valuesPath, 'an array', values);
  return asJsonArray(values);
}

function fillUp(cells: readonly unknown[], length: number): readonly unknown[] {
  return cells.length === length ? cells : [...cells, ...Array<null>(length - cells.length).fill(null)];
}

function describeColumn({ field, index, path, valuesPath }: FrameColumn, source: ResultSource): ColumnSource {
  const name = ownValue(field, 'name');
  const type = ownValue(field, 'type');
  const labels = ownValue(field, 'labels');
  return {
    name: typeof name === 'string' ? name : `Field ${index + 1}`,
    type,
    labels: labels == null ? undefined : parseLabels(labels, `${path}.labels`, source.problems),
    config: parseFieldConfig(ownValue(field, 'config'), `${path}.config`, source.problems),
    path,
    cellPath: (row) => `${valuesPath}[${row}]`,
    problems: source.problems,
    keepTexts: source.keepTexts,
    asked: source.asked,
  };
}
