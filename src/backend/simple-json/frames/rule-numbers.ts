import {
  isNull,
  type Float64Field,
  type Int64Field,
  type Labels,
  type StringField,
} from '../../sdk/dataframe/field.ts';
import type { Field, FieldConfig } from '../../sdk/dataframe/field.ts';
import { createValidityBuilder, validityProperty } from '../../decode/column/validity-builder.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { Query } from '../query/parse-query.ts';
import { labelledColumns, labelsKey, rowLabels } from './table-labels.ts';

/** What a rule evaluates of tables without times: a number, or none, for each label set. */
export interface RuleNumber {
  readonly labels: Labels;
  readonly value: number | null;
  /** The row's place in its table, from 1, for messages. */
  readonly row: number;
  readonly column: string;
  readonly config: FieldConfig | undefined;
}

/** A number for each row and each number column; texts, booleans and the column's name tell them apart. */
export function tableNumbers(fields: readonly Field[]): readonly RuleNumber[] {
  const { factors, values } = labelledColumns(
    fields.filter(({ type }) => type === 'string' || type === 'json' || type === 'boolean'),
    fields.filter((field): field is Float64Field | Int64Field => field.type === 'float64' || field.type === 'int64'),
  );
  const numbers: RuleNumber[] = [];
  for (let row = 0; row < (fields[0]?.values.length ?? 0); row++) {
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
    }
  }
  return numbers;
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
export function distinctNumbers(numbers: readonly RuleNumber[], { refId }: Pick<Query, 'refId'>): DistinctNumbers {
  const known = new Map<string, RuleNumber>();
  for (const number of numbers) {
    const key = labelsKey(number.labels);
    const first = known.get(key);
    if (first === undefined) known.set(key, number);
    else if (first.value !== number.value) throw indistinguishable(refId, first, number);
  }
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
export function numberFields(numbers: readonly RuleNumber[]): readonly Field[] {
  const labels = new Set(numbers.flatMap((number) => Object.keys(number.labels)));
  const texts = Array.from(labels, (name): StringField => ({
    type: 'string',
    name,
    values: numbers.map((number) => (Object.hasOwn(number.labels, name) ? (number.labels[name] ?? null) : null)),
  }));
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
