import {
  isNull,
  type Float64Field,
  type Int64Field,
  type Labels,
  type StringField,
} from '../../../sdk/dataframe/field.ts';
import { forEachInSteps, type Steps } from '../../../sdk/turns/steps.ts';
import type { Field, FieldConfig } from '../../../sdk/dataframe/field.ts';
import { createValidityBuilder, validityProperty } from '../../../decode/column/validity-builder.ts';
import { PluginError } from '../../../sdk/api/plugin-error.ts';
import type { Query } from '../../query/parse-query.ts';
import { labelledColumns, labelsKey, rowLabels } from '../table-labels.ts';

/** What a rule evaluates of tables without times: a number or null for each label set. */
export interface RuleNumber {
  readonly labels: Labels;
  readonly value: number | null;
  /** The row's place in its table, from 1, for messages. */
  readonly row: number;
  readonly column: string;
  readonly config: FieldConfig | undefined;
}

/**
 * A number for each row and each number column; texts, booleans and the column's name tell them apart. A row that holds only
 * nulls is left out: it would be an instance of its own.
 */
export function* tableNumbers(fields: readonly Field[]): Steps<readonly RuleNumber[]> {
  const { factors, values } = yield* labelledColumns(
    fields.filter(({ type }) => type === 'string' || type === 'json' || type === 'boolean'),
    fields.filter((field): field is Float64Field | Int64Field => field.type === 'float64' || field.type === 'int64'),
  );
  const rows = fields[0]?.values.length ?? 0;
  checkCounts({ numbers: rows * values.length, cells: rows * values.length * (factors.length + 1) });
  const numbers: RuleNumber[] = [];
  for (let row = 0; row < rows; row++) {
    if (fields.every((field) => isNull(field, row))) continue;
    const labels = rowLabels(factors, row);
    for (const { field, labels: own } of values) {
      const value = isNull(field, row) ? NaN : Number(field.values[row]);
      numbers.push({
        labels: { ...own, ...labels },
        value: Number.isNaN(value) ? null : value,
        row: row + 1,
        column: field.name,
        config: field.config,
      });
      if (numbers.length % 16 === 0) yield;
    }
  }
  return numbers;
}

/** A rule cannot use more. */
const maxNumbers = 250_000;
/** Texts and numbers of the one table that a rule gets. */
const maxCells = 5_000_000;

function checkCounts({ numbers, cells }: { readonly numbers: number; readonly cells: number }): void {
  if (numbers <= maxNumbers && cells <= maxCells) return;
  const message =
    `the tables of the answer hold ${numbers} numbers with ${cells} texts and numbers in all; a rule evaluates at most ` +
    `${maxNumbers} numbers with ${maxCells}: ask for fewer rows or fewer text columns`;
  throw new PluginError(message, { errorSource: 'downstream', status: 502 });
}

export interface DistinctNumbers {
  readonly numbers: readonly RuleNumber[];
  /** How many were left out because another of the same labels says the same. */
  readonly repeated: number;
}

/**
 * One number for each label set. Rows that nothing tells apart may repeat each other, but not differ.
 * @throws {PluginError} naming two rows that differ
 */
export function* distinctNumbers(
  numbers: readonly RuleNumber[],
  { refId }: Pick<Query, 'refId'>,
): Steps<DistinctNumbers> {
  const known = new Map<string, RuleNumber>();
  yield* forEachInSteps(numbers, (number) => {
    const key = labelsKey(number.labels);
    const first = known.get(key);
    if (first === undefined) known.set(key, number);
    else if (first.value !== number.value) throw indistinguishable(refId, first, number);
  });
  return { numbers: [...known.values()], repeated: numbers.length - known.size };
}

function indistinguishable(refId: string, first: RuleNumber, second: RuleNumber): PluginError {
  const labels = Object.entries(first.labels).map(([name, value]) => `${name}=${value}`);
  const held = (number: RuleNumber): string => `row ${number.row} (${number.column}: ${number.value ?? 'null'})`;
  return new PluginError(
    `the answer to query ${refId} holds two rows that nothing tells apart: ${held(first)} and ${held(second)}, ` +
      `both ${labels.length === 0 ? 'without a text' : `of ${labels.join(', ')}`}; ` +
      'a rule needs a text column in which such rows differ, a time column, or one row',
    { errorSource: 'downstream', status: 502 },
  );
}

/**
 * One table of texts and a single number column: what Grafana 8 and 9, which read one such column only, and the typed readers of
 * 10 and later all take. A label that a number lacks is an empty text to them.
 */
export function* numberFields(numbers: readonly RuleNumber[]): Steps<readonly Field[]> {
  const labels = new Set<string>();
  yield* forEachInSteps(numbers, (number) => {
    for (const name of Object.keys(number.labels)) labels.add(name);
  });
  checkCounts({ numbers: numbers.length, cells: numbers.length * (labels.size + 1) });
  const texts: StringField[] = [];
  for (const name of labels) {
    const values = numbers.map(({ labels: own }) => (Object.hasOwn(own, name) ? (own[name] ?? null) : null));
    texts.push({ type: 'string', name, values });
    yield;
  }
  const validity = createValidityBuilder(numbers.length);
  const values = Float64Array.from(numbers, ({ value }) => value ?? NaN);
  numbers.forEach(({ value }, row) => {
    if (value === null) validity.addNull(row);
  });
  const found = validityProperty(validity.finish(numbers.length));
  return [...texts, { type: 'float64', ...commonHeader(numbers), values, ...found }];
}

/** The column's own name and looks, where all numbers are of one. */
function commonHeader(numbers: readonly RuleNumber[]): Pick<Field, 'name' | 'config'> {
  const [first] = numbers;
  if (first === undefined || numbers.some(({ column }) => column !== first.column)) return { name: 'Value' };
  return { name: first.column, ...(first.config && { config: first.config }) };
}
