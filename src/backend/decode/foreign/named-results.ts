import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { isResult } from '../result/decode-result.ts';
import { isTimeName } from '../column/column-kind.ts';
import { isPlainlyTime, pointsOfPairs } from '../result/points-of-pairs.ts';
import { statedErrorOfResult } from '../envelope/stated-error.ts';
import { areTimedPairs } from './timed-pairs.ts';

/**
 * The results in an object whose keys are their names, and which is neither a result itself nor a known envelope. Keys may be refIds, as from Grafana's own
 * API, targets, times, or the names of columns, as pandas and languages with dictionaries write them.
 * @returns undefined for anything else
 */
export function namedResults(object: JsonObject): readonly unknown[] | undefined {
  const entries = Object.entries(object);
  if (entries.length === 0) return undefined;
  for (const read of readers) {
    const results = read(entries, object);
    if (results !== undefined) return results;
  }
  return undefined;
}

type Entries = readonly (readonly [string, unknown])[];

const readers: readonly ((entries: Entries, object: JsonObject) => readonly unknown[] | undefined)[] = [
  resultsByName,
  pointsByName,
  valuesByTime,
  rowsByKey,
  columnsByKey,
  listsByColumn,
  oneDocument,
];

/** `{"A": [result, …], "B": result}`, `{"A": {"frames": […]}}`, `{"A": {"series": […], "tables": null}}`. */
function resultsByName(entries: Entries): readonly unknown[] | undefined {
  const results: unknown[] = [];
  for (const [name, value] of entries) {
    const inner = resultsIn(value);
    if (inner === undefined) return undefined;
    for (const result of inner) results.push(withName(result, name));
  }
  return results;
}

const partKeys = ['frames', 'series', 'tables'] as const;

function resultsIn(value: unknown): readonly JsonObject[] | undefined {
  if (isJsonArray(value)) return value.every(isResultObject) ? value : undefined;
  if (!isJsonObject(value) || statedErrorOfResult(value) !== undefined) return undefined;
  if (isResult(value)) return [value];
  const parts = partKeys.map((key) => ownValue(value, key)).filter(isJsonArray);
  return parts.length > 0 && parts.flat().every(isResultObject) ? parts.flat().filter(isResultObject) : undefined;
}

function isResultObject(value: unknown): value is JsonObject {
  return isJsonObject(value) && isResult(value);
}

/** One or two capital letters are a refId. */
function withName(result: JsonObject, name: string): JsonObject {
  if (/^[A-Z]{1,2}$/.test(name)) return { refId: name, ...result };
  return Object.hasOwn(result, 'target') ? result : { target: ownValue(result, 'name') ?? name, ...result };
}

/** `{"cpu": [[value, time], …]}`, or `[{"ts": time, "value": value}, …]`, as from ThingsBoard. */
function pointsByName(entries: Entries): readonly unknown[] | undefined {
  const arePoints = entries.every(([, points]) => isJsonArray(points) && (points.length === 0 || areTimed(points)));
  if (!arePoints || entries.every(([, points]) => isJsonArray(points) && points.length === 0)) return undefined;
  return entries.map(([target, points]) => ({ target, datapoints: valueFirst(points) }));
}

function valueFirst(points: unknown): unknown {
  if (!isJsonArray(points) || !areTimedPairs(points, 0)) return points;
  return points.map((point) => (isJsonArray(point) ? [point[1], point[0]] : point));
}

function areTimed(points: readonly unknown[]): boolean {
  if (areTimedPairs(points, 0) || areTimedPairs(points, 1)) return true;
  return (
    points.every((point) => isJsonObject(point) && Object.keys(point).some(isValueName)) &&
    pointsOfPairs(points) !== undefined
  );
}

/** Names that say less than the key under which the points are. */
function isValueName(name: string): boolean {
  return /^(?:value|val|v|y|state)$/i.test(name);
}

/** `{"1714543200000": 1, …}`. */
function valuesByTime(entries: Entries): readonly unknown[] | undefined {
  if (!entries.every(([key, value]) => isPlainlyTime(key) && isScalar(value))) return undefined;
  return [{ datapoints: entries.map(([time, value]) => [value, time]) }];
}

/** pandas' `orient="index"`: `{"1714543200000": {"load": 1}, …}`. */
function rowsByKey(entries: Entries): readonly unknown[] | undefined {
  const rows = entries.map(([, row]) => row);
  if (!rows.every(isRow)) return undefined;
  const areTimes = entries.every(([key]) => isPlainlyTime(key));
  if (!areTimes && !(doCount(entries) && !rows.every((row) => doCount(Object.entries(row))))) return undefined;
  if (!areTimes) return [rows];
  return [entries.map(([time, row]) => ({ time, ...(isJsonObject(row) ? row : {}) }))];
}

/** pandas' own `to_json()`: `{"load": {"1714543200000": 1, …}, …}`; an index that only counts is left out. */
function columnsByKey(entries: Entries): readonly unknown[] | undefined {
  const columns = entries.map(([name, cells]) => [name, cells] as const);
  const [first] = columns;
  if (first === undefined || !columns.every(([, cells]) => isRow(cells)) || !isJsonObject(first[1])) return undefined;
  const index = Object.keys(first[1]);
  const areTimes = index.every(isPlainlyTime);
  // All columns need the same number of cells: if they did not, the table could be far larger than the answer.
  if (!columns.every(([, cells]) => isJsonObject(cells) && Object.keys(cells).length === index.length))
    return undefined;
  if (index.length === 0 || !(areTimes || doCount(Object.entries(first[1])))) return undefined;
  return [
    index.map((key) => ({
      ...(areTimes && { time: key }),
      ...Object.fromEntries(columns.map(([name, cells]) => [name, isJsonObject(cells) ? ownValue(cells, key) : null])),
    })),
  ];
}

function isRow(row: unknown): row is JsonObject {
  return isJsonObject(row) && Object.values(row).every(isScalar);
}

/** Whether keys are "0", "1", "2" … */
function doCount(entries: Entries): boolean {
  return entries.every(([key], i) => key === String(i));
}

/** `{"time": […], "load": […]}`, pandas' `orient="list"`. */
function listsByColumn(entries: Entries): readonly unknown[] | undefined {
  const lists = entries.map(([, list]) => list);
  const [first] = lists;
  if (entries.length < 2 || !isJsonArray(first) || first.length === 0) return undefined;
  if (!lists.every((list) => isJsonArray(list) && list.length === first.length && list.every(isScalar)))
    return undefined;
  const rows = first.map((_, i) => lists.map((list) => (isJsonArray(list) ? list[i] : null)));
  return [{ type: 'table', columns: entries.map(([name]) => name), rows }];
}

/** `{"time": 1714543200000, "load": 1}`, not in an array. */
function oneDocument(entries: Entries, object: JsonObject): readonly unknown[] | undefined {
  const isTimed = entries.some(([name, value]) => isTimeName(name) && isPlainlyTime(value));
  return isTimed && entries.every(([, value]) => isScalar(value)) ? [object] : undefined;
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
