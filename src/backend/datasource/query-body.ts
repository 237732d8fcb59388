import { formatInterval } from './format-interval.ts';
import type { Query } from './parse-query.ts';
import { toRawRange } from './time-range.ts';

export interface QueryBodyOptions {
  /** `iso`; `epochMs` as numbers; `raw` for servers written against the Go original, which passed on what it got. */
  readonly rangeFormat: 'iso' | 'epochMs' | 'raw';
}

/** Fields of a saved model that are Grafana's or ours and say nothing to a server. */
const internalKeys = new Set([
  'alias',
  'carried',
  'datasource',
  'datasourceId',
  'hide',
  'intervalMs',
  'key',
  'maxDataPoints',
  'queryType',
  'rawQuery',
  'refId',
  'target',
  'type',
]);

/**
 * The body of POST /query: everything the browser-side plugins sent, for queries of one range and interval.
 * @param queries at least one
 */
export function toQueryBody(queries: readonly Query[], options: QueryBodyOptions): Record<string, unknown> {
  const [first] = queries;
  if (first === undefined) throw new Error('a request without queries');
  const { intervalMs, maxDataPoints, timeRange } = first;
  const interval = formatInterval(intervalMs);
  const rangeRaw = toRawRange(timeRange);
  return {
    timezone: 'utc',
    range: { ...toRange(first, options.rangeFormat), raw: rangeRaw },
    rangeRaw,
    interval,
    intervalMs,
    maxDataPoints,
    targets: queries.map(toTarget),
    scopedVars: {
      __interval: { text: interval, value: interval },
      __interval_ms: { text: String(intervalMs), value: intervalMs },
    },
    adhocFilters: [],
    startTime: Date.now(),
    format: 'json',
  };
}

function toRange({ timeRange }: Query, format: QueryBodyOptions['rangeFormat']): { from: unknown; to: unknown } {
  const { fromEpochMs, toEpochMs, raw } = timeRange;
  switch (format) {
    case 'iso':
      return { from: new Date(fromEpochMs).toISOString(), to: new Date(toEpochMs).toISOString() };
    case 'epochMs':
      return { from: fromEpochMs, to: toEpochMs };
    case 'raw':
      return { from: raw?.from ?? String(fromEpochMs), to: raw?.to ?? String(toEpochMs) };
  }
}

function toTarget({ refId, target, format, model }: Query): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.entries(model).filter(([key]) => !internalKeys.has(key))),
    ...(target === undefined ? {} : { target }),
    refId,
    type: format === 'table' ? 'table' : 'timeserie',
  };
}
