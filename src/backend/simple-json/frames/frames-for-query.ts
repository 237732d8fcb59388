import { frameLength, type DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { nullCount, type Field, type TimeField } from '../../sdk/dataframe/field.ts';
import { dataplaneVersion, type FrameMeta } from '../../sdk/dataframe/frame-meta.ts';
import { countInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { DecodedResult, DecodedTable } from '../../decode/answer/decoded-answer.ts';
import { currentFrameReading, type FrameReading } from '../call/frame-reading.ts';
import type { Query } from '../query/parse-query.ts';
import { ruleFrames, type RuleFrames, type RuleOptions } from './rule/rule-frames.ts';
import { mostSeries, seriesFromTable, tooManySeries, withoutTimeNotice } from './series-from-table.ts';
import { toSeriesFrames } from './series-frame.ts';
import { toSeries, type Series } from './series.ts';
import { withUniqueLabels } from './unique-labels.ts';

export interface FrameOptions {
  readonly fromAlert: boolean;
  /** Goes into the meta of the first frame; further frames, of which there may be thousands, do not repeat it. */
  readonly meta: FrameMeta;
  /** By default as current versions of Grafana read frames. */
  readonly reading?: FrameReading;
  /** How many series may be made of the answer. */
  readonly maxSeries?: number | undefined;
}

/**
 * The frames that answer a query. For a panel: a typed frame for each time series, tables as they are, or as labelled series
 * where time series are asked for. What the server calls logs, traces or a graph of nodes stays that.
 * @throws {PluginError} when an alert rule asks and cannot evaluate what the server answered
 */
export function* framesInSteps(
  query: Query,
  results: readonly DecodedResult[],
  options: FrameOptions,
): Steps<readonly DataFrame[]> {
  const { fromAlert, reading = currentFrameReading, maxSeries } = options;
  const make = fromAlert ? ruleFrames : panelFrames;
  const { frames, notices } = yield* make(query, results, { reading, maxSeries });
  const [first] = frames;
  if (first === undefined) return [];
  return frames.with(0, { ...first, meta: mergeMeta(options.meta, notices, first.meta) });
}

function* panelFrames(
  query: Query,
  results: readonly DecodedResult[],
  { reading, maxSeries = mostSeries }: RuleOptions,
): Steps<RuleFrames> {
  const { series, tables, notices } = yield* sortResults(query, results, { reading, maxSeries });
  const frames = (yield* toSeriesFrames(yield* withUniqueLabels(series), query)).concat(tables);
  return { frames: frames.length === 0 ? noDataFrames(query, reading) : frames, notices };
}

interface SortedResults {
  readonly series: Series[];
  readonly tables: DataFrame[];
  readonly notices: string[];
}

function* sortResults(
  query: Query,
  results: readonly DecodedResult[],
  { reading, maxSeries }: { readonly reading: FrameReading; readonly maxSeries: number },
): Steps<SortedResults> {
  const sorted: SortedResults = { series: [], tables: [], notices: [] };
  for (const [i, result] of results.entries()) {
    const converted = result.kind === 'table' ? yield* toSeriesIfWanted(result, query, maxSeries) : undefined;
    for (const one of converted ?? []) sorted.series.push(one);
    if (result.kind === 'series') sorted.series.push(toSeries(result, query));
    if (sorted.series.length > maxSeries) throw tooManySeries(maxSeries);
    if (i % 16 === 15) yield;
    if (result.kind !== 'table') continue;
    if (converted === undefined) sorted.tables.push(yield* toTableFrame(result, reading));
    else sorted.notices.push(...withoutTimeNotice(result));
  }
  return sorted;
}

/** The series that a panel makes lines of, and how many tables there are beside them. */
export function* seriesInSteps(
  query: Query,
  results: readonly DecodedResult[],
): Steps<{ readonly series: readonly Series[]; readonly tables: number }> {
  const options = { reading: currentFrameReading, maxSeries: mostSeries };
  const { series, tables } = yield* sortResults(query, results, options);
  return { series, tables: tables.length };
}

function* toSeriesIfWanted(result: DecodedTable, query: Query, maxSeries: number): Steps<Series[] | undefined> {
  const { type, preferredVisualisationType: shownAs } = result.meta ?? {};
  const isOfItsOwnKind = type === 'log-lines' || (shownAs !== undefined && !['graph', 'table'].includes(shownAs));
  return query.format !== 'timeseries' || isOfItsOwnKind ? undefined : yield* seriesFromTable(result.fields, maxSeries);
}

/** The server's values take precedence over ours, notices are kept from both. Only we say where a panel can subscribe (`custom.live`). */
function mergeMeta(ours: FrameMeta, found: readonly string[], servers: FrameMeta = {}): FrameMeta {
  const foundNotices = found.map((text) => ({ severity: 'warning' as const, text }));
  const notices = [...(ours.notices ?? []), ...foundNotices, ...(servers.notices ?? [])];
  const { live: _live, ...theirs } = servers.custom ?? {};
  const custom = { ...ours.custom, ...theirs };
  return { ...ours, ...servers, custom, ...(notices.length > 0 && { notices }) };
}

function* toTableFrame(table: DecodedTable, reading: FrameReading): Steps<DataFrame> {
  const frame = { name: table.target ?? '', fields: table.fields };
  return { ...frame, meta: { ...table.meta, ...(yield* tableType(table, reading)) } };
}

/**
 * A table of times and numbers is a long time series to Grafana 10 and later: their expressions read it, their graphs draw a line
 * for each combination of texts, and a table panel shows it as it is. Grafana 9's graphs may refuse the type.
 */
function* tableType({ meta, fields }: DecodedTable, reading: FrameReading): Steps<FrameMeta> {
  if (meta?.type === 'log-lines') return { type: 'log-lines' };
  const isPlain = meta?.preferredVisualisationType === undefined || meta.preferredVisualisationType === 'table';
  const isLong = reading.byType && isPlain && (yield* isLongSeries(fields));
  return isLong ? { type: 'timeseries-long', typeVersion: dataplaneVersion } : { type: 'table' };
}

function* isLongSeries(fields: readonly Field[]): Steps<boolean> {
  const time = fields.find((field) => field.type === 'time');
  const hasNumbers = fields.some(({ type }) => type === 'float64' || type === 'int64');
  return hasNumbers && time !== undefined && frameLength({ name: '', fields }) > 0 && (yield* isAscending(time));
}

function* isAscending(time: TimeField): Steps<boolean> {
  if (nullCount(time) > 0) return false;
  let descents = 0;
  yield* countInSteps(time.values.length, (i) => {
    if ((time.values[i] ?? NaN) < (time.values[i - 1] ?? -Infinity)) descents += 1;
  });
  return descents === 0;
}

/**
 * For an answer without data: a typed frame without fields, whose meta the query inspector shows. None for Grafana 8 and earlier, whose expressions
 * take such a frame for one of a wrong type.
 */
function noDataFrames(query: Query, reading: FrameReading): DataFrame[] {
  if (!reading.knowsFieldless) return [];
  const type =
    query.format === 'table'
      ? ({ type: 'table' } as const)
      : ({ type: 'timeseries-multi', typeVersion: dataplaneVersion } as const);
  return [{ name: query.target ?? '', refId: query.refId, meta: type, fields: [] }];
}
