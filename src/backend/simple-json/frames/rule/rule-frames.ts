import type { DataFrame } from '../../../sdk/dataframe/data-frame.ts';
import { nullCount, type Field } from '../../../sdk/dataframe/field.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';
import { dataplaneVersion } from '../../../sdk/dataframe/frame-meta.ts';
import { mapInSteps, type Steps } from '../../../sdk/turns/steps.ts';
import type { DecodedResult, DecodedTable } from '../../../decode/answer/decoded-answer.ts';
import { PluginError } from '../../../sdk/api/plugin-error.ts';
import type { FrameReading } from '../../call/frame-reading.ts';
import type { Query } from '../../query/parse-query.ts';
import { withRuleLabels } from './rule-labels.ts';
import { distinctNumbers, numberFields, tableNumbers, type RuleNumber } from './rule-numbers.ts';
import { ruleFields, ruleTableKind } from './rule-table.ts';
import { toSeries, type Series } from '../series.ts';
import { mostSeries, seriesFromTable, tooManySeries, withoutTimeNotice } from '../series-from-table.ts';
import { toSeriesFrames } from '../series-frame.ts';

export interface RuleFrames {
  /** No frames mean no data, for legacy and unified alerting of every Grafana since 7. */
  readonly frames: readonly DataFrame[];
  /** What was left out, and why. */
  readonly notices: readonly string[];
}

/**
 * What an alert rule evaluates of an answer: time series if there are any, else the numbers of tables without times. Whatever
 * a rule cannot read beside those is left out and named.
 * @throws {PluginError} when the answer holds something, but no number, or rows that nothing tells apart
 */
export function* ruleFrames(
  query: Query,
  results: readonly DecodedResult[],
  { reading, maxSeries }: RuleOptions,
): Steps<RuleFrames> {
  const found = yield* sortResults(query, results, maxSeries);
  const { series, numbers, others, unread } = found;
  const hasSeries = series.some(hasValue);
  if (series.length === 0 && numbers.length === 0) {
    if (unread[0] !== undefined) throw withoutReadTimes(query, unread[0]);
    if (others.length > 0) throw noNumber(query, others);
  }
  const notices = [...found.notices, ...others.map(withoutNumberNotice), ...unread.map(unreadTimesNotice)];
  if (hasSeries) {
    const left = found.numberTables.map(besideSeriesNotice);
    return { frames: yield* seriesFrames(query, series), notices: [...notices, ...left] };
  }
  const distinct = yield* distinctNumbers(numbers, query);
  const repeated = distinct.repeated === 0 ? [] : [repeatedNotice(distinct.repeated)];
  return { frames: yield* numberFrames(query, distinct.numbers, reading), notices: [...notices, ...repeated] };
}

export interface RuleOptions {
  readonly reading: FrameReading;
  readonly maxSeries?: number | undefined;
}

interface SortedResults {
  readonly series: Series[];
  readonly numbers: RuleNumber[];
  readonly numberTables: DecodedTable[];
  /** Tables with rows, but without a number. */
  readonly others: DecodedTable[];
  /** Tables with numbers, whose only times cannot be read. */
  readonly unread: DecodedTable[];
  readonly notices: string[];
}

function* sortResults(query: Query, results: readonly DecodedResult[], maxSeries = mostSeries): Steps<SortedResults> {
  const sorted: SortedResults = { series: [], numbers: [], numberTables: [], others: [], unread: [], notices: [] };
  for (const [i, result] of results.entries()) {
    if (result.kind === 'series') sorted.series.push(toSeries(result, query));
    else if ((result.fields[0]?.values.length ?? 0) > 0) yield* sortTable(result, sorted, maxSeries);
    if (sorted.series.length > maxSeries) throw tooManySeries(maxSeries);
    if (i % 16 === 15) yield;
  }
  return sorted;
}

function* sortTable(table: DecodedTable, sorted: SortedResults, maxSeries: number): Steps<undefined> {
  const fields = yield* ruleFields(table);
  switch (ruleTableKind(fields, table)) {
    case 'series':
      for (const series of (yield* seriesFromTable(fields, maxSeries)) ?? []) sorted.series.push(series);
      sorted.notices.push(...withoutTimeNotice(table));
      return undefined;
    case 'numbers':
      for (const number of yield* tableNumbers(fields)) sorted.numbers.push(number);
      sorted.numberTables.push(table);
      return undefined;
    case 'unread times':
      sorted.unread.push(table);
      return undefined;
    case 'nothing':
      sorted.others.push(table);
      return undefined;
  }
}

function hasValue({ value }: Series): boolean {
  return nullCount(value) < value.values.length;
}

/** An empty series gets a null as its only value: without a value, Grafana would evaluate NaN, and the rule would fire. */
function* seriesFrames(query: Query, series: readonly Series[]): Steps<readonly DataFrame[]> {
  const filled = yield* mapInSteps(series, (one) =>
    one.value.values.length > 0 ? one : { ...one, ...oneNull(query) },
  );
  return yield* toSeriesFrames(yield* withRuleLabels(filled), query);
}

function oneNull({ timeRange }: Query): Pick<Series, 'time' | 'value'> {
  const validity = { bitmap: Uint8Array.of(0), nullCount: 1 };
  return {
    time: { type: 'time', name: 'Time', values: Float64Array.of(timeRange.toEpochMs) },
    value: { type: 'float64', name: 'Value', values: Float64Array.of(NaN), validity },
  };
}

/** Read without its type, a null in a table is NaN, which fires; by its type, an instance without data. */
function* numberFrames(
  { refId, target = '' }: Query,
  numbers: readonly RuleNumber[],
  { byType }: FrameReading,
): Steps<readonly DataFrame[]> {
  const evaluated = byType ? numbers : numbers.filter(({ value }) => value !== null);
  if (evaluated.length === 0) return [];
  const meta = { type: 'numeric-long', typeVersion: dataplaneVersion } as const;
  return [{ name: target, refId, meta, fields: yield* numberFields(evaluated) }];
}

function noNumber({ refId }: Query, tables: readonly DecodedTable[]): PluginError {
  const fields = tables.flatMap((table) => table.fields);
  return new PluginError(
    `the answer to query ${refId} holds no number that a rule could evaluate (columns: ${columnNames(fields)})`,
    { errorSource: 'downstream', status: 502 },
  );
}

function withoutReadTimes({ refId }: Query, table: DecodedTable): PluginError {
  return new PluginError(
    `the answer to query ${refId} has ${unreadTimesOf(table)}; expected milliseconds since 1970, or a date and a time as in ISO 8601`,
    { errorSource: 'downstream', status: 502 },
  );
}

function unreadTimesNotice(table: DecodedTable): string {
  return `${tableName(table.target)} has ${unreadTimesOf(table)}, and was left out`;
}

function unreadTimesOf({ fields, unreadTimes: [place = 0] = [] }: DecodedTable): string {
  const field = fields[place];
  const cell = field?.values.find((value) => value !== null);
  return `a column "${field?.name ?? ''}" of times that cannot be read, such as "${cutText(String(cell ?? ''), maxCellLength)}"`;
}

const maxCellLength = 60;

function withoutNumberNotice({ target, fields }: DecodedTable): string {
  return `${tableName(target)} holds no number that a rule could evaluate (columns: ${columnNames(fields)}), and was left out`;
}

function besideSeriesNotice({ target }: DecodedTable): string {
  return `${tableName(target)} has no times, and was left out: the rule evaluates the time series beside it`;
}

function repeatedNotice(count: number): string {
  return count === 1
    ? '1 row says the same as another of equal texts, and was left out'
    : `${count} rows say the same as others of equal texts, and were left out`;
}

function tableName(target: string | undefined): string {
  return target === undefined ? 'a table' : `the table "${target}"`;
}

const maxNamedColumns = 20;

function columnNames(fields: readonly Field[]): string {
  const names = [...new Set(fields.map(({ name }) => name))];
  const more = names.length - maxNamedColumns;
  return names.slice(0, maxNamedColumns).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
