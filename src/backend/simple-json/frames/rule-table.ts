import { isNull, type Field, type Float64Field } from '../../sdk/dataframe/field.ts';
import type { DecodedTable } from '../../decode/answer/decoded-answer.ts';
import { parseNumber } from '../../decode/column/parse-number.ts';
import { createValidityBuilder, validityProperty } from '../../decode/column/validity-builder.ts';

/** What a rule can make of a table. */
export type RuleTableKind = 'series' | 'numbers' | 'nothing';

export function ruleTableKind(fields: readonly Field[]): RuleTableKind {
  if (!fields.some(isNumber)) return 'nothing';
  return fields.some(({ type }) => type === 'time') ? 'series' : 'numbers';
}

/**
 * A table's columns as a rule reads them: where none holds numbers, those do whose texts are all numbers, or else those of true
 * and false, as 1 and 0.
 */
export function ruleFields({ fields }: DecodedTable): readonly Field[] {
  if (fields.some(isNumber)) return fields;
  const fromTexts = fields.map((field) =>
    field.type === 'string' ? (numbersFromTexts(field.values, field) ?? field) : field,
  );
  return fromTexts.some(isNumber) ? fromTexts : fields.map(numbersFromBooleans);
}

function isNumber({ type }: Field): boolean {
  return type === 'float64' || type === 'int64';
}

function numbersFromTexts(texts: readonly (string | null)[], header: Field): Float64Field | undefined {
  const numbers = texts.map(parseNumber);
  if (numbers.includes(undefined) || numbers.every((number) => number === null)) return undefined;
  return toNumbers(
    numbers.map((number) => (number == null ? null : Number(number))),
    header,
  );
}

function numbersFromBooleans(field: Field): Field {
  if (field.type !== 'boolean') return field;
  return toNumbers(
    Array.from(field.values, (value, row) => (isNull(field, row) ? null : value)),
    field,
  );
}

function toNumbers(numbers: readonly (number | null)[], { name, labels, config }: Field): Float64Field {
  const validity = createValidityBuilder(numbers.length);
  const values = Float64Array.from(numbers, (number) => number ?? NaN);
  values.forEach((value, row) => {
    if (Number.isNaN(value)) validity.addNull(row);
  });
  const found = validity.finish(numbers.length);
  return {
    type: 'float64',
    name,
    ...(labels && { labels }),
    ...(config && { config }),
    values,
    ...validityProperty(found),
  };
}
