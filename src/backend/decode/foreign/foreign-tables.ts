import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { isPlainlyTime } from '../result/points-of-pairs.ts';
import { bucketDocuments } from './search-buckets.ts';

/**
 * Tables and charts of other tools, as results of the contract: columns beside rows under whatever name (SQL over HTTP, QuestDB, Databricks),
 * ClickHouse, BigQuery, Google's charts, Netdata, RRDtool, Chart.js, OpenTSDB, Volkszähler, Elasticsearch.
 * @returns undefined for anything else
 */
export function fromForeignTable(object: JsonObject): readonly unknown[] | undefined {
  if (!Object.keys(object).some(mayMakeForeignTable)) return undefined;
  for (const read of readers) {
    const results = read(object);
    if (results !== undefined) return results;
  }
  return undefined;
}

/** Whether an object with this key may be such a table. */
export function mayMakeForeignTable(key: string): boolean {
  return telling.has(key);
}

/** All of them have one of these keys. This check is fast, for long lists of documents. */
const telling: ReadonlySet<string> = new Set([
  ...['columns', 'meta', 'cols', 'schema', 'labels', 'dps', 'tuples', 'aggregations', 'pointStart', 'stream'],
]);

const readers = [
  columnsBesideRows,
  clickHouse,
  googleChart,
  bigQuery,
  labelsBesideRows,
  chartJs,
  rrdExport,
  openTsdb,
  volkszaehler,
  highcharts,
  lokiStream,
  bucketDocuments,
];

const rowKeys = ['data', 'dataset', 'records', 'result', 'data_array'] as const;

function rowsOf(object: JsonObject): readonly (readonly unknown[])[] | undefined {
  const key = rowKeys.find((name) => isJsonArray(ownValue(object, name)));
  const rows = key === undefined ? undefined : object[key];
  return isJsonArray(rows) && rows.every(isJsonArray) ? rows : undefined;
}

/** `{"columns": ["time", {"name": "load", "type": "DOUBLE"}], "data": [[…], …]}`. */
function columnsBesideRows(object: JsonObject): readonly unknown[] | undefined {
  const columns = ownValue(object, 'columns');
  const rows = rowsOf(object);
  if (!isJsonArray(columns) || rows === undefined || Object.hasOwn(object, 'index') || Object.hasOwn(object, 'rows'))
    return undefined;
  return columns.every((column) => isJsonObject(column) || typeof column === 'string')
    ? [table(columns, rows)]
    : undefined;
}

function table(columns: readonly unknown[], rows: readonly unknown[]): JsonObject {
  return { type: 'table', columns: columns.map(toColumn), rows };
}

/** Databases have types of their own: only a type of times is kept, other types are found from the cells. */
function toColumn(column: unknown): unknown {
  if (!isJsonObject(column)) return column;
  const text = ['text', 'name', 'label', 'id', 'displayName'].map((key) => ownValue(column, key)).find((name) => name != null && name !== ''); // prettier-ignore
  const type = ownValue(column, 'type');
  return { text, ...(typeof type === 'string' && /^(?:timestamp|date|datetime)/i.test(type) && { type: 'time' }) };
}

/** `{"meta": [{"name", "type"}], "data": [[…], …]}`, ClickHouse's JSONCompact. */
function clickHouse(object: JsonObject): readonly unknown[] | undefined {
  const meta = ownValue(object, 'meta');
  const rows = rowsOf(object);
  if (!isJsonArray(meta) || rows === undefined) return undefined;
  return meta.every((column) => isJsonObject(column) && Object.hasOwn(column, 'name'))
    ? [table(meta, rows)]
    : undefined;
}

/** `{"cols": [{"id", "label", "type"}], "rows": [{"c": [{"v": …}, …]}]}`, alone or under `table`. */
function googleChart(object: JsonObject): readonly unknown[] | undefined {
  const columns = ownValue(object, 'cols');
  const rows = ownValue(object, 'rows');
  if (!isJsonArray(columns) || !isJsonArray(rows) || !rows.every((row) => hasCells(row, 'c'))) return undefined;
  return [table(columns, rows.map((row) => cellsOf(row, 'c')))]; // prettier-ignore
}

/** `{"schema": {"fields": […]}, "rows": [{"f": [{"v": …}, …]}]}`. */
function bigQuery(object: JsonObject): readonly unknown[] | undefined {
  const schema = ownValue(object, 'schema');
  const rows = ownValue(object, 'rows');
  const fields = isJsonObject(schema) ? ownValue(schema, 'fields') : undefined;
  if (!isJsonArray(fields) || !isJsonArray(rows) || !rows.every((row) => hasCells(row, 'f'))) return undefined;
  return [table(fields, rows.map((row) => cellsOf(row, 'f')))]; // prettier-ignore
}

function hasCells(row: unknown, key: string): boolean {
  return isJsonObject(row) && isJsonArray(ownValue(row, key));
}

function cellsOf(row: unknown, key: string): readonly unknown[] {
  const cells = isJsonObject(row) ? ownValue(row, key) : undefined;
  return isJsonArray(cells) ? cells.map((cell) => (isJsonObject(cell) ? plainCell(ownValue(cell, 'v')) : null)) : [];
}

/** Google writes `Date(2024,4,1,6,0,0)`, whose months count from 0, in the reader's time zone. */
function plainCell(cell: unknown): unknown {
  if (typeof cell !== 'string' || cell.length > 60) return cell;
  const numbers = /^Date\(([\d, ]+)\)$/.exec(cell)?.[1]?.split(',').map(Number);
  if (numbers === undefined) return cell;
  const [year = 1970, month = 0, ...rest] = numbers;
  return Date.UTC(year, month, ...rest);
}

/** `{"labels": ["time", "user"], "data": [[seconds, 1], …]}`, Netdata's. */
function labelsBesideRows(object: JsonObject): readonly unknown[] | undefined {
  const labels = ownValue(object, 'labels');
  const rows = rowsOf(object);
  if (!isJsonArray(labels) || rows === undefined || !labels.every((label) => typeof label === 'string'))
    return undefined;
  return rows.every((row) => row.length === labels.length) ? [table(labels, rows)] : undefined;
}

/** `{"labels": [time, …], "datasets": [{"label": "cpu", "data": [1, …]}]}`. */
function chartJs(object: JsonObject): readonly unknown[] | undefined {
  const labels = ownValue(object, 'labels');
  const sets = ownValue(object, 'datasets');
  if (!isJsonArray(labels) || !isJsonArray(sets) || !labels.every(isPlainlyTime)) return undefined;
  const series = sets.filter(isJsonObject).map(({ label: target, data }) => ({ target, data }));
  if (!series.every(({ data }) => isJsonArray(data) && data.length === labels.length)) return undefined;
  return series.map(({ target, data }) => ({
    target,
    datapoints: isJsonArray(data) ? data.map((value, i) => [value, labels[i]]) : [],
  }));
}

/** `{"meta": {"start": seconds, "step": 60, "legend": ["a", …]}, "data": [[1, …], …]}`. */
function rrdExport(object: JsonObject): readonly unknown[] | undefined {
  const meta = ownValue(object, 'meta');
  const rows = rowsOf(object);
  if (!isJsonObject(meta) || rows === undefined) return undefined;
  const { start, step, legend } = meta;
  if (typeof start !== 'number' || typeof step !== 'number' || !isJsonArray(legend)) return undefined;
  if (!rows.every((row) => row.length === legend.length)) return undefined;
  // RRDtool names the end of each step.
  return legend.map((target, column) => ({
    target,
    datapoints: rows.map((row, i) => [row[column] ?? null, (start + (i + 1) * step) * 1000]),
  }));
}

/** `{"metric": "cpu", "tags": {…}, "dps": {"seconds": 1, …}}`, or pairs of a time and a value. */
function openTsdb(object: JsonObject): readonly unknown[] | undefined {
  const { metric, tags, dps } = object;
  if (typeof metric !== 'string' || typeof dps !== 'object' || dps === null) return undefined;
  const points = isJsonObject(dps) ? Object.entries(dps) : dps;
  if (!isJsonArray(points) || !points.every((point) => isJsonArray(point) && isPlainlyTime(point[0]))) return undefined;
  return [
    { target: metric, tags, datapoints: points.map((point) => (isJsonArray(point) ? [point[1], point[0]] : point)) },
  ];
}

/** `{"uuid": "…", "tuples": [[time, value, count], …]}`. */
function volkszaehler(object: JsonObject): readonly unknown[] | undefined {
  const { uuid, tuples } = object;
  if (!isJsonArray(tuples) || !tuples.every((tuple) => isJsonArray(tuple) && isPlainlyTime(tuple[0]))) return undefined;
  return [{ target: uuid, datapoints: tuples.map((tuple) => (isJsonArray(tuple) ? [tuple[1], tuple[0]] : tuple)) }];
}

/** `{"name": "cpu", "pointStart": time, "pointInterval": 60000, "data": [1, 2, …]}`. */
function highcharts(object: JsonObject): readonly unknown[] | undefined {
  const { name, pointStart: start, pointInterval: step, data } = object;
  if (!isPlainlyTime(start) || typeof start !== 'number' || typeof step !== 'number' || !isJsonArray(data))
    return undefined;
  return [{ target: name, datapoints: data.map((value, i) => [value, start + i * step]) }];
}

/** They are repeated in each row. */
const maxLabels = 50;

/** `{"stream": {"app": "x"}, "values": [["nanoseconds", "line"], …]}`. */
function lokiStream(object: JsonObject): readonly unknown[] | undefined {
  const { stream, values } = object;
  if (!isJsonObject(stream) || !isJsonArray(values) || !values.every(isJsonArray)) return undefined;
  const labels = Object.keys(stream);
  if (labels.length > maxLabels) return undefined;
  const columns = [{ text: 'time', type: 'time' }, { text: 'line', type: 'string' }, ...labels];
  return [{ type: 'table', columns, rows: values.map((value) => [value[0], value[1], ...Object.values(stream)]) }];
}
