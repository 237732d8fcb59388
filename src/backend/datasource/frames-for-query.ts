import type { DecodedResult, DecodedSeries, DecodedTable } from '../decode/decoded-answer.ts';
import type { DataFrame } from '../dataframe/data-frame.ts';
import { nullCount, type Field, type FieldConfig } from '../dataframe/field.ts';
import { dataplaneVersion, type FrameMeta } from '../dataframe/frame-meta.ts';
import { displayNames } from './display-names.ts';
import type { Query } from './parse-query.ts';
import type { Series } from './series.ts';
import { seriesFromTable } from './series-from-table.ts';
import { withUniqueLabels } from './unique-labels.ts';

export interface FrameOptions {
  readonly fromAlert: boolean;
  /** What the answer's first frame says in its meta; thousands of others need not repeat it. */
  readonly meta: FrameMeta;
}

/**
 * The frames that answer a query: a typed frame for each time series, tables as they are. A table with times and
 * numbers becomes labelled series when time series are asked for or an alert rule asks, since rules read nothing else;
 * one without times a long frame of numbers. What the server calls logs, traces or a graph of nodes stays that in panels.
 */
export function framesForQuery(query: Query, results: readonly DecodedResult[], options: FrameOptions): DataFrame[] {
  const series: Series[] = [];
  const tables: DataFrame[] = [];
  for (const result of results) {
    const converted = toSeriesIfWanted(result, query, options);
    if (converted !== undefined) series.push(...converted);
    else if (result.kind === 'table') tables.push(toTableFrame(result, wantsSeries(query, options)));
  }
  // Nothing but nulls is no data: a rule would otherwise reduce it to NaN and call that normal.
  const meaningful = options.fromAlert && series.every(hasNoValue) ? [] : series;
  const unique = withUniqueLabels(meaningful);
  const names = displayNames(unique, query);
  const frames = [...unique.map((one, i) => toSeriesFrame(one, names[i] ?? one.name, query)), ...tables];
  const [first = emptyFrame(query, options), ...others] = frames;
  return [{ ...first, meta: mergeMeta(options.meta, first.meta) }, ...others];
}

function wantsSeries({ format }: Query, { fromAlert }: FrameOptions): boolean {
  return fromAlert || format === 'timeseries';
}

function toSeriesIfWanted(result: DecodedResult, query: Query, options: FrameOptions): Series[] | undefined {
  if (result.kind === 'series') return [toSeries(result, query)];
  const { type, preferredVisualisationType: shownAs } = result.meta ?? {};
  const isOfItsOwnKind = type === 'log-lines' || (shownAs !== undefined && !['graph', 'table'].includes(shownAs));
  if (!wantsSeries(query, options) || (isOfItsOwnKind && !options.fromAlert)) return undefined;
  return seriesFromTable(result.fields);
}

/** The server's own words go before ours, but take nothing away. */
function mergeMeta(ours: FrameMeta, servers: FrameMeta = {}): FrameMeta {
  const notices = [...(ours.notices ?? []), ...(servers.notices ?? [])];
  const custom = { ...ours.custom, ...servers.custom };
  return { ...ours, ...servers, custom, ...(notices.length > 0 && { notices }) };
}

/** A series without a name of its own has its query's. */
function toSeries({ target = '', title, unit, labels, meta, time, value }: DecodedSeries, query: Query): Series {
  const config = { ...value.config, ...(unit === undefined ? {} : { unit }) };
  return { name: target === '' ? (query.target ?? value.name) : target, title, labels, config, meta, time, value };
}

function hasNoValue({ value }: Series): boolean {
  return nullCount(value) === value.values.length;
}

function toSeriesFrame(series: Series, displayNameFromDS: string, query: Query): DataFrame {
  const { name, labels, config, time, value } = series;
  return {
    name,
    refId: query.refId,
    meta: { ...series.meta, type: 'timeseries-multi', typeVersion: dataplaneVersion },
    fields: [
      { ...time, name: 'Time' },
      { ...value, name: 'Value', labels, config: { ...looks(query), ...config, displayNameFromDS } },
    ],
  };
}

/** The query's own unit and decimals, where the server says nothing about them. */
function looks({ unit, decimals }: Query): FieldConfig {
  return { ...(unit === undefined ? {} : { unit }), ...(decimals === undefined ? {} : { decimals }) };
}

function toTableFrame({ target, fields, meta }: DecodedTable, wantsNumbers: boolean): DataFrame {
  const type = wantsNumbers && isNumericLong(fields) ? numericLong : { type: tableType(meta) };
  return { name: target ?? '', meta: { ...meta, ...type }, fields };
}

function tableType(meta: FrameMeta | undefined): 'log-lines' | 'table' {
  return meta?.type === 'log-lines' ? meta.type : 'table';
}

const numericLong = { type: 'numeric-long', typeVersion: dataplaneVersion } as const;

/** Numbers told apart by text: what an alert rule can evaluate without times. */
function isNumericLong(fields: readonly Field[]): boolean {
  return (
    fields.some(({ type }) => type === 'float64' || type === 'int64') && fields.every(({ type }) => type !== 'time')
  );
}

/** A typed frame without fields is what every host that knows types, and every one that does not, takes for no data. */
function emptyFrame(query: Query, { fromAlert }: FrameOptions): DataFrame {
  const type =
    fromAlert || query.format !== 'table'
      ? ({ type: 'timeseries-multi', typeVersion: dataplaneVersion } as const)
      : ({ type: 'table' } as const);
  return { name: query.target ?? '', refId: query.refId, meta: type, fields: [] };
}
