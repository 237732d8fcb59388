import { isNull, nullCount, type Field, type Labels } from '../../sdk/dataframe/field.ts';
import type { Float64Field, Int64Field, TimeField } from '../../sdk/dataframe/field.ts';
import { countInSteps, forEachInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { DecodedTable } from '../../decode/answer/decoded-answer.ts';
import { createValidityBuilder, validityProperty } from '../../decode/column/validity-builder.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { sortInSteps } from './sort-in-steps.ts';
import type { Series } from './series.ts';
import { labelsLength } from './measure-frames.ts';
import { labelledColumns, rowKey, rowLabels } from './table-labels.ts';

/**
 * A table with a time column as labelled series: one for each number column and each combination of its text and
 * boolean cells, which become labels, with the column's name where there are several. Rows without a time are left out. Rows are sorted by time; those
 * of equal times keep their order.
 * @returns undefined when the table has no time or no number column
 */
export function* seriesFromTable(fields: readonly Field[], maxSeries = mostSeries): Steps<Series[] | undefined> {
  const time = fields.find((field) => field.type === 'time');
  const numbers = fields.filter((field) => field.type === 'float64' || field.type === 'int64');
  if (time === undefined || numbers.length === 0) return undefined;
  const { factors, values } = yield* labelledColumns(
    fields.filter((field) => field.type === 'string' || field.type === 'boolean'),
    numbers,
  );
  const most = { groups: maxSeries / values.length, labelsLength: maxLabelsLength / values.length };
  const groups = yield* groupRows(time, factors, most);
  checkLabelCount(groups.length * values.length * factors.length, { factors, values });
  const series: Series[] = [];
  for (const { labels, rows } of groups) {
    const groupTime = yield* takeTimes(time, rows);
    for (const { field, labels: own } of values) {
      series.push({
        name: field.name,
        title: field.config?.displayName,
        labels: { ...own, ...labels },
        config: field.config ?? {},
        meta: undefined,
        time: groupTime,
        value: yield* takeValues(field, rows),
      });
      if (series.length % 16 === 0) yield;
    }
  }
  return series;
}

/** That a table's rows without a time are not among its series; nothing when there are none. */
export function withoutTimeNotice({ target, fields }: DecodedTable): readonly string[] {
  const time = fields.find((field) => field.type === 'time');
  const count = time === undefined ? 0 : nullCount(time);
  if (count === 0) return [];
  const of = target === undefined ? '' : ` of the table "${target}"`;
  return [
    count === 1 ? `1 row${of} has no time, and was left out` : `${count} rows${of} have no time, and were left out`,
  ];
}

/** No page or rule can use more; each takes some kilobytes of memory until it is written. */
export const mostSeries = 100_000;

/** @param most that are made. */
export function tooManySeries(most: number): PluginError {
  const message = `the answer makes more than ${most} series, which is what is made for one query here; ask for fewer series or for shorter tables`;
  return new PluginError(message, { errorSource: 'downstream', status: 502 });
}

const maxLabels = 5_000_000;
/** Limit for the characters of all labels of all series: each series of a row has the row's texts. */
const maxLabelsLength = 128 * 1024 * 1024;

function tooLongLabels(): PluginError {
  const message =
    `the names and texts of a table's text columns would make labels of more than ${maxLabelsLength} characters in all; ask for fewer ` +
    'columns or rows, for shorter texts, or for a table';
  return new PluginError(message, { errorSource: 'downstream', status: 502 });
}

/** Every series has the texts of its rows as labels: a table with many text and number columns would make far more labels than it has cells. */
function checkLabelCount(
  count: number,
  { factors, values }: { readonly factors: readonly unknown[]; readonly values: readonly unknown[] },
): void {
  if (count <= maxLabels) return;
  const message =
    `a table with ${factors.length} text columns and ${values.length} number columns would make series with ${count} labels ` +
    `in all, and at most ${maxLabels} are made; ask for fewer columns, or for a table`;
  throw new PluginError(message, { errorSource: 'downstream', status: 502 });
}

type Factors = Parameters<typeof rowLabels>[0];

interface RowGroup {
  readonly labels: Labels;
  readonly rows: number[];
}

interface MostGroups {
  readonly groups: number;
  readonly labelsLength: number;
}

function* groupRows(time: TimeField, factors: Factors, most: MostGroups): Steps<RowGroup[]> {
  const groups = new Map<string, RowGroup>();
  let length = 0;
  yield* forEachInSteps(yield* sortedRows(time), (row) => {
    const key = rowKey(factors, row);
    const group = groups.get(key);
    if (group !== undefined) {
      group.rows.push(row);
      return;
    }
    if (groups.size >= most.groups) throw tooManySeries(Math.floor(most.groups));
    const labels = rowLabels(factors, row);
    length += labelsLength(labels);
    if (length > most.labelsLength) throw tooLongLabels();
    groups.set(key, { labels, rows: [row] });
  });
  return [...groups.values()];
}

function* sortedRows(time: TimeField): Steps<Uint32Array> {
  const { values } = time;
  const rows = new Uint32Array(values.length);
  let count = 0;
  let disorder = 0;
  yield* countInSteps(values.length, (row) => {
    if (isNull(time, row)) return;
    const before = values[rows[count - 1] ?? row] ?? 0;
    if ((values[row] ?? 0) < before) disorder++;
    rows[count++] = row;
  });
  const found = rows.subarray(0, count);
  return disorder === 0 ? found : yield* sortInSteps(found, values);
}

function* takeTimes(time: TimeField, rows: readonly number[]): Steps<TimeField> {
  const values = new Float64Array(rows.length);
  yield* countInSteps(rows.length, (i) => {
    values[i] = time.values[rows[i] ?? 0] ?? 0;
  });
  return { type: 'time', name: time.name, values };
}

/** NaN, which a server's frame may hold, becomes null: as a value it would make a rule fire. */
function* takeValues(field: Float64Field | Int64Field, rows: readonly number[]): Steps<Float64Field | Int64Field> {
  const nulls = createValidityBuilder(rows.length);
  const { name } = field;
  if (field.type === 'int64') {
    const values = new BigInt64Array(rows.length);
    yield* countInSteps(rows.length, (i) => {
      const row = rows[i] ?? 0;
      values[i] = field.values[row] ?? 0n;
      if (isNull(field, row)) nulls.addNull(i);
    });
    return { type: 'int64', name, values, ...validityProperty(nulls.finish(rows.length)) };
  }
  const values = new Float64Array(rows.length);
  yield* countInSteps(rows.length, (i) => {
    const row = rows[i] ?? 0;
    values[i] = field.values[row] ?? NaN;
    if (isNull(field, row) || Number.isNaN(values[i])) nulls.addNull(i);
  });
  return { type: 'float64', name, values, ...validityProperty(nulls.finish(rows.length)) };
}
