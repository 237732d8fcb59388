import type { Query } from '../../backend/simple-json/query/parse-query.ts';
import type { DecodedSeries, DecodedTable } from '../../backend/decode/answer/decoded-answer.ts';
import { allValid, clearValid, type Validity } from '../../backend/sdk/dataframe/field.ts';

/** A query for the metric `a` as a time series, but for what is given. */
export function aQuery(given: Partial<Query> = {}): Query {
  return {
    refId: 'A',
    queryType: 'query',
    target: 'a',
    format: 'timeseries',
    alias: undefined,
    unit: undefined,
    decimals: undefined,
    payload: undefined,
    data: undefined,
    carried: {},
    model: {},
    modelLength: 2,
    intervalMs: 1000,
    maxDataPoints: 100,
    timeRange: { fromEpochMs: 1714543200000, toEpochMs: 1714564800000 },
    ...given,
  };
}

export interface SeriesGiven extends Partial<Omit<DecodedSeries, 'kind' | 'time' | 'value'>> {
  /** [value, time in ms]. */
  readonly points?: readonly (readonly [number | null, number])[];
}

/** A decoded series without points, labels or a name, but for what is given. */
export function aSeries({ points = [], ...given }: SeriesGiven = {}): DecodedSeries {
  const values = points.map(([value]) => value);
  return {
    kind: 'series',
    position: 0,
    target: undefined,
    refId: undefined,
    meta: undefined,
    title: undefined,
    unit: undefined,
    labels: {},
    time: { type: 'time', name: 'Time', values: Float64Array.from(points, ([, time]) => time) },
    value: {
      type: 'float64',
      name: 'Value',
      values: Float64Array.from(values, (value) => value ?? NaN),
      ...validityOf(values),
    },
    ...given,
  };
}

/** A decoded table without columns, but for what is given. */
export function aTable(given: Partial<DecodedTable> = {}): DecodedTable {
  return { kind: 'table', position: 0, target: undefined, refId: undefined, meta: undefined, fields: [], ...given };
}

/** The validity of a column in which null stands for null; nothing when there is none. */
export function validityOf(values: readonly unknown[]): { validity?: Validity } {
  const bitmap = allValid(values.length);
  const nulls = values.flatMap((value, i) => (value === null ? [i] : []));
  for (const i of nulls) clearValid(bitmap, i);
  return nulls.length === 0 ? {} : { validity: { bitmap, nullCount: nulls.length } };
}
