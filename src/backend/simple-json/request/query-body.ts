import type { RangeFormat } from '../../../shared/settings-model.ts';
import type { Dialect } from '../server/dialect-table.ts';
import { formatInterval } from '../query/format-interval.ts';
import { FilledMacros, interpolateMacros, interpolateTarget } from '../query/interpolate-macros.ts';
import type { Query } from '../query/parse-query.ts';
import { IsoRanges, toRawRange, type IsoRange } from '../query/raw-range.ts';

export interface QueryBodyOptions {
  /** `iso`; `epochMs` as numbers; `raw` as the Go original passed it on. */
  readonly rangeFormat: RangeFormat;
  readonly dialect: Dialect;
  readonly isoRanges?: IsoRanges;
}

export interface QueryBody {
  /** One for each query, in their order. */
  readonly targets: readonly unknown[];
  readonly [field: string]: unknown;
}

/**
 * The body of POST /query: everything the browser-side plugins sent, for queries of one range and interval. The same
 * queries give the same body, so that equal requests can share an answer.
 * @param queries at least one
 */
export function toQueryBody(queries: readonly Query[], options: QueryBodyOptions): QueryBody {
  const [first] = queries;
  if (first === undefined) throw new Error('a request without queries');
  const filled = new FilledMacros();
  const targets = queries.map((query) => toTarget(query, options.dialect, filled));
  if (options.dialect.body === 'range-and-targets') return { range: toRawMs(first), targets };
  const whole = toWholeBody(first, targets, options);
  if (options.dialect.body === 'whole') return whole;
  const fields = bodyFields[options.dialect.body];
  return { ...pick(whole, fields), targets: targets.map((target) => pick(target, targetFields)) };
}

/** Source: README of grafana/simple-json-datasource, 1.4 and 1.0. */
const bodyFields = {
  documented: ['panelId', 'range', 'rangeRaw', 'interval', 'intervalMs', 'adhocFilters', 'format', 'maxDataPoints'],
  first: ['panelId', 'range', 'rangeRaw', 'interval', 'format', 'maxDataPoints'],
} as const;

const targetFields = ['target', 'refId', 'type', 'data', 'payload'] as const;

function pick(object: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (fields.includes(key)) picked[key] = object[key];
  return picked;
}

function toWholeBody(
  first: Query,
  targets: readonly Record<string, unknown>[],
  options: QueryBodyOptions,
): Readonly<Record<string, unknown>> & QueryBody {
  const { intervalMs, maxDataPoints, timeRange, carried } = first;
  const iso = (options.isoRanges ?? new IsoRanges()).of(timeRange);
  const range = toRange(first, options.rangeFormat, iso);
  const { filters = [], scopedVars, rangeRaw = toRawRange(timeRange, iso), ...rest } = carried;
  const interval = formatInterval(intervalMs);
  return {
    ...withoutPanel,
    ...rest,
    range: { from: range.from, to: range.to, raw: rangeRaw },
    rangeRaw,
    interval,
    intervalMs,
    maxDataPoints,
    targets,
    scopedVars: {
      ...scopedVars,
      __from: sameText(timeRange.fromEpochMs),
      __to: sameText(timeRange.toEpochMs),
      __interval: { text: interval, value: interval },
      __interval_ms: { text: String(intervalMs), value: intervalMs },
    },
    ...underEach(filterFields(filters, options.dialect), filters),
    startTime: timeRange.toEpochMs,
    format: 'json',
  };
}

/**
 * What the original plugin always sent and a rule, which has no panel, does not have: servers with typed structures require it.
 * The request's id differs with every request of a browser; here it must not, so that equal requests can share an answer.
 */
const withoutPanel = { app: 'dashboard', requestId: 'Q0', timezone: 'utc', panelId: 0, dashboardId: 0 } as const;

function underEach(fields: readonly string[], value: unknown): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of fields) object[field] = value;
  return object;
}

function sameText(value: number): { readonly text: string; readonly value: string } {
  const text = String(value);
  return { text, value: text };
}

function filterFields(filters: readonly unknown[], dialect: Dialect): Dialect['filterFields'] {
  if (filters.length > 0 || !dialect.omitsEmptyFilters) return dialect.filterFields;
  return dialect.filterFields.filter((field) => field !== 'filters');
}

function toRange(query: Query, format: RangeFormat, iso: IsoRange): { from: unknown; to: unknown } {
  const { fromEpochMs, toEpochMs } = query.timeRange;
  switch (format) {
    case 'iso':
      return iso;
    case 'epochMs':
      return { from: fromEpochMs, to: toEpochMs };
    case 'raw':
      return toRawMs(query);
  }
}

/** As the Go original passed it on. */
function toRawMs({ timeRange: { raw, fromEpochMs, toEpochMs } }: Query): { from: string; to: string } {
  return { from: raw?.from ?? String(fromEpochMs), to: raw?.to ?? String(toEpochMs) };
}

/** Fields of a saved model that are Grafana's or ours and say nothing to a server. */
const internalKeys = new Set([
  'adhocFilters',
  'alias',
  'carried',
  'data',
  'datasource',
  'datasourceId',
  'decimals',
  'hide',
  'intervalMs',
  'key',
  'live',
  'maxDataPoints',
  'payload',
  'queryType',
  'rawQuery',
  'refId',
  'target',
  'type',
  'unit',
]);

function toTarget(query: Query, dialect: Dialect, filled: FilledMacros): Record<string, unknown> {
  const { refId, target, timeRange, intervalMs } = query;
  const values = { ...timeRange, intervalMs, filled };
  const type = toType(query, dialect);
  return {
    ...withoutInternal(query.model),
    ...(target === undefined ? {} : { target: interpolateTarget(target, values) }),
    refId,
    ...(type === undefined ? {} : { type }),
    ...(interpolateMacros(toPayload(query, dialect), values) as Record<string, unknown>),
  };
}

function withoutInternal(model: Query['model']): Record<string, unknown> {
  const kept = Object.keys(model).filter((key) => !internalKeys.has(key));
  return kept.length === 0 ? {} : Object.fromEntries(kept.map((key) => [key, model[key]]));
}

function toType({ format, model }: Query, { seriesType }: Dialect): string | undefined {
  if (seriesType === undefined) return undefined;
  if (format === 'table') return 'table';
  if (seriesType !== 'as saved') return seriesType;
  return model['type'] === 'timeseries' ? 'timeseries' : 'timeserie';
}

/** Extra JSON under the dialect's name for it, or under the one it was saved with. */
function toPayload({ data, payload }: Query, { payloadField, emptyPayload }: Dialect): Record<string, unknown> {
  if (data === undefined && payload === undefined) return emptyPayload;
  if (payloadField !== undefined) {
    const value = payload ?? data;
    return value === undefined ? {} : { [payloadField]: value };
  }
  return { ...(data === undefined ? {} : { data }), ...(payload === undefined ? {} : { payload }) };
}
