import { DecodeError } from '../answer/decoded-answer.ts';
import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { findParallelArrays } from '../result/parallel-arrays.ts';
import { isPlainlyTime, pointsOfPairs } from '../result/points-of-pairs.ts';
import { fromForeignTable } from './foreign-tables.ts';
import { statedError } from '../envelope/stated-error.ts';
import { areTimedPairs } from './timed-pairs.ts';

/**
 * What other tools write, passed on by servers in front of them, as results of the contract: InfluxDB's statements and series, pandas'
 * `orient="split"` and `"table"`, rows of a database driver beside its fields, Prometheus' vectors and matrices, and times and values under
 * other names than `datapoints`.
 * @returns undefined for anything else
 */
export function fromForeign(object: JsonObject): readonly unknown[] | undefined {
  for (const read of readers) {
    const results = read(object);
    if (results !== undefined) return results;
  }
  return undefined;
}

/** Whether an object is such a result, and no envelope around others. */
export function isForeignResult(object: JsonObject): boolean {
  return (
    pandasSplit(object) !== undefined || namedPairs(object) !== undefined || fromForeignTable(object) !== undefined
  );
}

const readers = [
  influxStatement,
  influxSeries,
  pandasSplit,
  pandasTable,
  driverRows,
  prometheusSeries,
  namedPairs,
  namedArrays,
  fromForeignTable,
];

const statementKeys: ReadonlySet<string> = new Set(['statement_id', 'series', 'messages', 'partial', 'error']);

/** `{"statement_id": 0, "series": […]}`; without series, the statement found nothing. */
function influxStatement(object: JsonObject): readonly unknown[] | undefined {
  const keys = Object.keys(object);
  const series = ownValue(object, 'series') ?? [];
  const isStatement =
    keys.every((key) => statementKeys.has(key)) && (keys.includes('statement_id') || keys.includes('series'));
  if (!isStatement || !isJsonArray(series)) return undefined;
  const words = statedError(object);
  if (words !== undefined) throw new DecodeError(words, undefined, 'stated');
  if (!series.every((each) => isJsonObject(each) && isJsonArray(ownValue(each, 'columns')))) return undefined;
  return series.flatMap((each) => (isJsonObject(each) ? (influxSeries(each) ?? [each]) : []));
}

/** `{"name": "cpu", "tags": {…}, "columns": ["time", "mean"], "values": [[…], …]}`: a series for each column, `cpu.mean`. */
function influxSeries(object: JsonObject): readonly unknown[] | undefined {
  const columns = ownValue(object, 'columns');
  const rows = ownValue(object, 'values');
  const name = ownValue(object, 'name');
  if (!isJsonArray(columns) || !isJsonArray(rows) || typeof name !== 'string') return undefined;
  if (columns[0] !== 'time' || columns.length < 2 || !columns.every((column) => typeof column === 'string'))
    return undefined;
  if (!rows.every(isJsonArray)) return undefined;
  return columns.slice(1).map((column, i) => ({
    target: `${name}.${column}`,
    tags: ownValue(object, 'tags') ?? {},
    datapoints: rows.map((row) => [row[i + 1], row[0]]),
  }));
}

/** `{"columns": […], "index": […], "data": [[…], …]}`; an index that only counts is left out. */
function pandasSplit(object: JsonObject): readonly unknown[] | undefined {
  const index = ownValue(object, 'index');
  const data = ownValue(object, 'data');
  const columns = ownValue(object, 'columns') ?? [ownValue(object, 'name') ?? 'value'];
  if (!isJsonArray(index) || !isJsonArray(data) || !isJsonArray(columns) || index.length !== data.length)
    return undefined;
  const rows = data.map((row) => (isJsonArray(row) ? row : [row]));
  if (index.every((key, i) => key === i)) return [{ type: 'table', columns, rows }];
  return [{ type: 'table', columns: [indexColumn(index), ...columns], rows: rows.map((row, i) => [index[i], ...row]) }];
}

function indexColumn(index: readonly unknown[]): unknown {
  return index.every(isPlainlyTime) ? { text: 'time', type: 'time' } : 'index';
}

const pandasTypes: ReadonlyMap<unknown, string> = new Map([
  ['datetime', 'time'],
  ['integer', 'number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
]);

/** `{"schema": {"fields": […], "primaryKey": ["index"]}, "data": [{…}, …]}`; an index that only counts is left out. */
function pandasTable({ schema, data }: JsonObject): readonly unknown[] | undefined {
  if (!isJsonObject(schema) || !isJsonArray(data)) return undefined;
  const fields = ownValue(schema, 'fields');
  if (!isJsonArray(fields) || !fields.every(isJsonObject) || !data.every(isJsonObject)) return undefined;
  const counts = data.every((row, i) => ownValue(row, 'index') === i);
  const kept = fields.filter((field) => ownValue(field, 'name') !== 'index' || !counts);
  const columns = kept.map((field) => ({
    text: ownValue(field, 'name'),
    type: pandasTypes.get(ownValue(field, 'type')),
  }));
  return [{ type: 'table', columns, rows: data }];
}

const driverRowKeys = ['rows', 'data', 'values'] as const;

/** `{"fields": [{"name": …}, …], "rows": [{…}, …]}`, or names alone as fields. A frame has its values in its fields. */
function driverRows(object: JsonObject): readonly unknown[] | undefined {
  const fields = ownValue(object, 'fields');
  const rowKey = driverRowKeys.find((key) => isJsonArray(ownValue(object, key)));
  if (!isJsonArray(fields) || rowKey === undefined) return undefined;
  const isName = (field: unknown): boolean => typeof field === 'string' && field !== '';
  if (!fields.every((field) => isName(field) || (isJsonObject(field) && !Object.hasOwn(field, 'values'))))
    return undefined;
  const columns = fields.map((field) => (isJsonObject(field) ? ownValue(field, 'name') : field));
  return [{ type: 'table', columns, rows: object[rowKey] }];
}

/** `{"metric": {"__name__": "up", …}, "values": [[seconds, "text"], …]}`, or one pair under `value`. */
function prometheusSeries(object: JsonObject): readonly unknown[] | undefined {
  const { metric, value, values = [value] } = object;
  if (!isJsonObject(metric) || !isJsonArray(values) || !values.every(isPrometheusPair)) return undefined;
  const { __name__: name = 'value', ...tags } = metric;
  return [{ target: name, tags, datapoints: values.map(([seconds, text]) => [text, seconds * 1000]) }];
}

function isPrometheusPair(pair: unknown): pair is readonly [seconds: number, text: string] {
  return isJsonArray(pair) && pair.length === 2 && typeof pair[0] === 'number' && typeof pair[1] === 'string';
}

/** `{"name": "a", "x": [time, …], "y": [value, …]}`, where the times are plainly such. */
function namedArrays(object: JsonObject): readonly unknown[] | undefined {
  const arrays = findParallelArrays(object);
  if (arrays === undefined || Object.hasOwn(object, 'target')) return undefined;
  const { name, ...rest } = object;
  if (typeof name !== 'string') return undefined;
  return arrays.times.length > 0 && arrays.times.every(isPlainlyTime) ? [{ target: name, ...rest }] : undefined;
}

const pairKeys = ['data', 'values'] as const;
const notPairs = ['columns', 'datapoints'] as const;

/** `{"name": "a", "data": [[time, value], …]}` or the other way round, where one of the two is plainly a time. */
function namedPairs(object: JsonObject): readonly unknown[] | undefined {
  const key = pairKeys.find((each) => isJsonArray(ownValue(object, each)));
  if (key === undefined || notPairs.some((other) => Object.hasOwn(object, other))) return undefined;
  const { target = ownValue(object, 'name'), [key]: pairs, ...others } = object;
  if (typeof target !== 'string') return undefined;
  if (!isJsonArray(pairs) || pairs.length === 0) return undefined;
  if (areTimedPairs(pairs, 1) || pointsOfPairs(pairs) !== undefined) return [{ ...others, target, datapoints: pairs }];
  return areTimedPairs(pairs, 0) ? [{ ...others, target, label: target, data: pairs }] : undefined;
}
