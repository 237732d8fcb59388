import type { DecodedResult, DecodedSeries, DecodedTable } from '../answer/decoded-answer.ts';
import { decodeDocuments } from './decode-documents.ts';
import { findParallelArrays } from './parallel-arrays.ts';
import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { parseLabels } from '../properties/parse-labels.ts';
import { parseNumber } from '../column/parse-number.ts';
import { parseName, parseText } from '../json/parse-text.ts';
import { readColumn } from '../column/read-column.ts';
import { listOfPoints, pointsOfPairs } from './points-of-pairs.ts';
import { arePlainlyTimes, readPoints, type PointLayout } from '../points/read-points.ts';
import { readScannedPoints } from '../scan/read-scanned-points.ts';
import { parseHeader, type ResultHeader, type ResultSource } from './result-source.ts';
import { rowsByTime, sortByTime, takeRows } from '../points/sort-by-time.ts';

/**
 * One time series: `{"target", "datapoints": [[value, time], …]}` with `title`, `unit` and `tags`; `points` for
 * `datapoints` too. Points that are all texts (states) make a table of time and text, and points that are all
 * objects (`"type": "docs"`) a table of their properties, since a series holds numbers. Objects of a time and a number are points.
 * Undefined when there is no array.
 */
export function decodeSeries(object: JsonObject, source: ResultSource): DecodedResult | undefined {
  const key = Object.hasOwn(object, 'datapoints') || !Object.hasOwn(object, 'points') ? 'datapoints' : 'points';
  const layout: PointLayout = { path: `${source.path}.${key}`, point: '[value, time]', asked: source.asked };
  const points = Object.hasOwn(object, key) ? (object[key] ?? []) : undefined;
  const scanned = source.scanned?.take(points);
  if (scanned !== undefined) {
    const { time, value } = readScannedPoints(scanned, layout, source.problems);
    const { position, target, refId, meta } = parseHeader(object, source);
    const { title, unit, labels } = parseDetails(object, source);
    // Not with spread objects, which take three times as long: there may be thousands of series.
    return { kind: 'series', position, target, refId, meta, title, unit, labels, time, value };
  }
  return decodePoints(object, listOfPoints(points), { source, layout });
}

function decodePoints(
  object: JsonObject,
  points: unknown,
  { source, layout }: { readonly source: ResultSource; readonly layout: PointLayout },
): DecodedResult | undefined {
  if (!isJsonArray(points)) {
    source.problems.add(layout.path, `an array of ${layout.point}`, points);
    return undefined;
  }
  const header = parseHeader(object, source);
  const details = parseDetails(object, source);
  const pairs = ownValue(object, 'type') === 'docs' ? undefined : pointsOfPairs(points);
  if (pairs !== undefined)
    return { kind: 'series', ...header, ...details, ...readPoints(pairs, layout, source.problems) };
  if (areDocuments(points, object)) {
    const table = decodeDocuments(points, header, { ...source, path: layout.path });
    return ownValue(object, 'type') === 'docs' ? table : (seriesFromDocuments(table, details) ?? table);
  }
  if (areTexts(points)) return decodeStates(points, { ...header, ...details }, { ...source, path: layout.path });
  return { kind: 'series', ...header, ...details, ...readPoints(points, layout, source.problems) };
}

/** A series whose times are in one array and whose values are in another, as for charts. */
export function decodeParallelSeries(object: JsonObject, source: ResultSource): DecodedSeries {
  const { timesKey, times, values } = findParallelArrays(object) ?? { timesKey: 'times', times: [], values: [] };
  const layout: PointLayout = { path: `${source.path}.${timesKey}`, point: '[time, value]', asked: source.asked };
  const points = times.map((time, i) => [time, values[i]]);
  const columns = readPoints(points, layout, source.problems);
  return { kind: 'series', ...parseHeader(object, source), ...parseDetails(object, source), ...columns };
}

/** Grafana's old graph series: `{"label", "data": [[time, value], …]}`. */
export function decodeGraphSeries(object: JsonObject, source: ResultSource): DecodedResult | undefined {
  const layout: PointLayout = { path: `${source.path}.data`, point: '[time, value]', asked: source.asked };
  const points = ownValue(object, 'data') ?? [];
  if (!isJsonArray(points)) {
    source.problems.add(layout.path, `an array of ${layout.point}`, points);
    return undefined;
  }
  const header = parseHeader(object, source);
  const target = header.target ?? parseName(ownValue(object, 'label'));
  const details = parseDetails(object, source);
  return { kind: 'series', ...header, target, ...details, ...readPoints(points, layout, source.problems) };
}

interface SeriesDetails {
  readonly title: string | undefined;
  readonly unit: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

function parseDetails(object: JsonObject, source: ResultSource): SeriesDetails {
  const labels = ownValue(object, 'labels');
  // What frames and Prometheus call them; charts' `labels` is a list of something else.
  const tags = ownValue(object, 'tags') ?? (isJsonObject(labels) ? labels : undefined);
  return {
    title: parseName(ownValue(object, 'title')),
    unit: parseName(ownValue(object, 'unit')),
    labels: parseLabels(tags, `${source.path}.tags`, source.problems),
  };
}

function areDocuments(points: readonly unknown[], object: JsonObject): boolean {
  return ownValue(object, 'type') === 'docs' || (points.length > 0 && points.every(isJsonObject));
}

/** Documents that hold a time and a number each are the points of a series. Undefined for other documents. */
function seriesFromDocuments(table: DecodedTable | undefined, details: SeriesDetails): DecodedSeries | undefined {
  if (table?.fields.length !== 2) return undefined;
  const time = table.fields.find((field) => field.type === 'time');
  const value = table.fields.find((field) => field.type === 'float64' || field.type === 'int64');
  if (time === undefined || value === undefined) return undefined;
  const rows = rowsByTime(time);
  const { fields: _fields, kind: _kind, ...header } = table;
  const series = { kind: 'series' as const, ...header, ...details };
  const columns = { time: { ...time, name: 'Time' }, value: { ...value, name: 'Value' } };
  if (rows === undefined) return { ...series, ...columns };
  return { ...series, time: takeRows(columns.time, rows), value: takeRows(columns.value, rows) };
}

/** Whether every point is whole and no value is a number, but some are text. */
function areTexts(points: readonly unknown[]): points is readonly (readonly unknown[])[] {
  let texts = 0;
  const whole = points.every((point) => {
    if (!isJsonArray(point) || point.length < 2 || point[1] == null) return false;
    const [value] = point;
    if (typeof value === 'string' && parseNumber(value) === undefined) texts++;
    else return value === null;
    return true;
  });
  return whole && texts > 0 && !arePlainlyTimes(points);
}

function decodeStates(
  points: readonly (readonly unknown[])[],
  { title, unit, labels, ...header }: ResultHeader & SeriesDetails,
  source: ResultSource,
): DecodedTable {
  const longer = points.findIndex((point) => point.length > 2);
  if (longer >= 0) source.problems.add(`${source.path}[${longer}]`, '[value, time] and no more', points[longer]);
  const measured = points.find(([value]) => typeof value === 'string' && /^[+-]?\d/.test(value));
  if (measured !== undefined)
    source.problems.add(source.path, 'numbers without a unit and with a decimal point', measured[0]);
  const cellPath = (row: number): string => `${source.path}[${row}]`;
  const times = points.map((point) => point[1]);
  const time = readColumn(times, { ...source, name: 'Time', type: 'time', cellPath });
  const config = { ...(title !== undefined && { displayName: title }), ...(unit !== undefined && { unit }) };
  const value = {
    type: 'string' as const,
    name: header.target ?? 'Value',
    labels,
    ...(Object.keys(config).length > 0 && { config }),
    values: points.map((point) => parseText(point[0])),
  };
  const fields = [time, value];
  return { kind: 'table', ...header, fields: time.type === 'time' ? sortByTime(fields, time) : fields };
}
