import { allValid, clearValid, isNull, nullCount, type Field, type Labels } from '../../sdk/dataframe/field.ts';
import type { Float64Field, Int64Field, TimeField } from '../../sdk/dataframe/field.ts';
import type { DecodedTable } from '../../decode/answer/decoded-answer.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { Series } from './series.ts';
import { labelledColumns, rowLabels } from './table-labels.ts';

/**
 * A table with a time column as labelled series: one for each number column and each combination of its text and
 * boolean cells, which become labels, with the column's name where there are several. Rows without a time are left out; rows are sorted by time, equal times keeping
 * their order.
 * @returns undefined when the table has no time or no number column
 */
export function seriesFromTable(fields: readonly Field[]): Series[] | undefined {
  const time = fields.find((field) => field.type === 'time');
  const numbers = fields.filter((field) => field.type === 'float64' || field.type === 'int64');
  if (time === undefined || numbers.length === 0) return undefined;
  const { factors, values } = labelledColumns(
    fields.filter((field) => field.type === 'string' || field.type === 'boolean'),
    numbers,
  );
  const groups = groupRows(time, factors);
  checkLabelCount(groups.length * values.length * factors.length, { factors, values });
  return groups.flatMap(({ labels, rows }) => {
    const groupTime = takeTimes(time, rows);
    return values.map(({ field, labels: own }) => ({
      name: field.name,
      title: field.config?.displayName,
      labels: { ...own, ...labels },
      config: field.config ?? {},
      meta: undefined,
      time: groupTime,
      value: takeValues(field, rows),
    }));
  });
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

const maxLabels = 5_000_000;

/** Every series has all texts of its rows as labels: wide tables would make far more of them than they have cells. */
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

function groupRows(time: TimeField, factors: Factors): RowGroup[] {
  const groups = new Map<string, RowGroup>();
  for (const row of sortedRows(time)) {
    const labels = rowLabels(factors, row);
    const key = JSON.stringify(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

function sortedRows(time: TimeField): number[] {
  const rows: number[] = [];
  for (let row = 0; row < time.values.length; row++) {
    if (!isNull(time, row)) rows.push(row);
  }
  return rows.sort((a, b) => (time.values[a] ?? 0) - (time.values[b] ?? 0));
}

function takeTimes(time: TimeField, rows: readonly number[]): TimeField {
  return { type: 'time', name: time.name, values: Float64Array.from(rows, (row) => time.values[row] ?? 0) };
}

/** NaN, which a server's own frame may hold, is no value: it would make a rule fire. */
function takeValues(field: Float64Field | Int64Field, rows: readonly number[]): Float64Field | Int64Field {
  const bitmap = allValid(rows.length);
  let nullCount = 0;
  for (const [i, row] of rows.entries()) {
    if (!isNull(field, row) && !Number.isNaN(field.values[row])) continue;
    clearValid(bitmap, i);
    nullCount++;
  }
  const validity = nullCount === 0 ? {} : { validity: { bitmap, nullCount } };
  const { name } = field;
  return field.type === 'int64'
    ? { type: 'int64', name, values: BigInt64Array.from(rows, (row) => field.values[row] ?? 0n), ...validity }
    : { type: 'float64', name, values: Float64Array.from(rows, (row) => field.values[row] ?? NaN), ...validity };
}
