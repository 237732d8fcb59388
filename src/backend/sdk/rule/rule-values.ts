import { type DataFrame, frameLength } from '../dataframe/data-frame.ts';
import { type BooleanField, type Field, type Float64Field, type Int64Field, isNull } from '../dataframe/field.ts';
import type { Labels } from '../dataframe/field.ts';
import { forEachInSteps, mapInSteps, type Steps } from '../turns/steps.ts';
import { type Reducer, reduceSeries } from './reduce-series.ts';

/** What a rule's condition compares: a number for each label set. */
export interface RuleValue {
  readonly labels: Labels;
  /** null where there is no data. */
  readonly value: number | null;
  /** The number stands for a time series, which was reduced to it. */
  readonly isReduced?: true;
}

/**
 * What a rule of Grafana 10 and later reads of an answer's frames, by their type: time series, each reduced to a number, or
 * numbers as they are. Source: github.com/grafana/dataplane/sdata, and grafana, pkg/expr/dataplane.go.
 * @throws {Error} in Grafana's words, for what it refuses
 */
export function* ruleValuesInSteps(frames: readonly DataFrame[], reducer: Reducer): Steps<readonly RuleValue[]> {
  const values = (yield* mapInSteps(frames, (frame) => readFrame(frame, reducer))).flat();
  const seen = new Set<string>();
  yield* forEachInSteps(values, ({ labels }) => {
    const key = JSON.stringify(Object.entries(labels).sort());
    if (seen.has(key)) {
      throw new Error(
        `frame cannot uniquely be identified by its labels: has duplicate results with labels {${formatLabels(labels)}}`,
      );
    }
    seen.add(key);
  });
  return values;
}

/** As Grafana writes them: sorted by name. */
export function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  return pairs.map(([name, value]) => `${name}=${value}`).join(', ');
}

type ValueField = Float64Field | Int64Field | BooleanField;

function readFrame(frame: DataFrame, reducer: Reducer): readonly RuleValue[] {
  const type = frame.meta?.type ?? 'none';
  if (frame.fields.length === 0) return [];
  const values = frame.fields.filter(isValueField);
  switch (type) {
    case 'timeseries-multi':
      return readSeries(frame, values.slice(0, 1), reducer);
    case 'timeseries-long':
    case 'timeseries-wide':
      return readSeries(frame, values, reducer);
    case 'numeric-multi':
    case 'numeric-wide':
    case 'numeric-long':
      return rowsByText(frame).flatMap(({ labels, rows }) =>
        values.flatMap((field) =>
          rows.map((row) => ({ labels: { ...field.labels, ...labels }, value: valueAt(field, row) })),
        ),
      );
    default:
      throw new Error(`expected frames of time series or numbers, got one of type ${type}`);
  }
}

function readSeries(frame: DataFrame, values: readonly ValueField[], reducer: Reducer): readonly RuleValue[] {
  return rowsByText(frame).flatMap(({ labels, rows }) =>
    values.map((field) => {
      const points = rows.map((row) => valueAt(field, row));
      return { labels: { ...field.labels, ...labels }, value: reduceSeries(points, reducer), isReduced: true };
    }),
  );
}

interface TextGroup {
  readonly labels: Labels;
  readonly rows: readonly number[];
}

/** Rows of equal texts, which are their labels; all of them where there is no column of texts. */
function rowsByText(frame: DataFrame): readonly TextGroup[] {
  const rows = Array.from({ length: frameLength(frame) }, (_, row) => row);
  const texts = frame.fields.filter(({ type }) => type === 'string' || type === 'json');
  if (texts.length === 0) return [{ labels: {}, rows }];
  const labelsOf = (row: number): Labels =>
    Object.fromEntries(texts.map((field) => [field.name, isNull(field, row) ? '' : String(field.values[row])]));
  const groups = Map.groupBy(rows, (row) => JSON.stringify(labelsOf(row)));
  return Array.from(groups.values(), (group) => ({ labels: labelsOf(group[0] ?? 0), rows: group }));
}

function isValueField(field: Field): field is ValueField {
  return field.type === 'float64' || field.type === 'int64' || field.type === 'boolean';
}

function valueAt(field: ValueField, row: number): number | null {
  return isNull(field, row) ? null : Number(field.values[row]);
}
