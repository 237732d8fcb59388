import { isNull, type Field, type Float64Field } from '../../../sdk/dataframe/field.ts';
import type { DecodedTable } from '../../../decode/answer/decoded-answer.ts';
import { parseNumber } from '../../../decode/column/parse-number.ts';
import { countInSteps, type Steps } from '../../../sdk/turns/steps.ts';
import { createValidityBuilder, validityProperty } from '../../../decode/column/validity-builder.ts';

/** What a rule can make of a table. */
export type RuleTableKind = 'series' | 'numbers' | 'unread times' | 'nothing';

/** @param fields as `ruleFields` reads them */
export function ruleTableKind(fields: readonly Field[], { unreadTimes }: DecodedTable): RuleTableKind {
  if (!fields.some(isNumber)) return 'nothing';
  if (fields.some(({ type }) => type === 'time')) return 'series';
  return unreadTimes === undefined ? 'numbers' : 'unread times';
}

/**
 * A table's columns as a rule reads them: where none holds numbers, those do whose texts are all numbers, or else those of true
 * and false, as 1 and 0. A time that cannot be read is left out: as a label, it would be another instance each time.
 */
export function* ruleFields({ fields: all, unreadTimes = [] }: DecodedTable): Steps<readonly Field[]> {
  const unread = new Set(unreadTimes);
  const fields = unread.size === 0 ? all : all.filter((_, place) => !unread.has(place));
  if (fields.some(isNumber)) return fields;
  const fromTexts: Field[] = [];
  for (const field of fields) {
    fromTexts.push(field.type === 'string' ? ((yield* numbersFromTexts(field.values, field)) ?? field) : field);
    yield;
  }
  if (fromTexts.some(isNumber)) return fromTexts;
  const fromBooleans: Field[] = [];
  for (const field of fields) fromBooleans.push(yield* numbersFromBooleans(field));
  return fromBooleans;
}

function isNumber({ type }: Field): boolean {
  return type === 'float64' || type === 'int64';
}

function* numbersFromTexts(texts: readonly (string | null)[], header: Field): Steps<Float64Field | undefined> {
  const values = new Float64Array(texts.length);
  const nulls = createValidityBuilder(texts.length);
  let isAny = false;
  for (const [row, text] of texts.entries()) {
    const number = parseNumber(text);
    if (number === undefined) return undefined;
    isAny ||= number !== null;
    setNumber({ values, nulls }, row, number === null ? null : Number(number));
    if (row % 1024 === 1023) yield;
  }
  return isAny ? toNumbers({ values, nulls }, header) : undefined;
}

function* numbersFromBooleans(field: Field): Steps<Field> {
  if (field.type !== 'boolean') return field;
  const { length } = field.values;
  const column = { values: new Float64Array(length), nulls: createValidityBuilder(length) };
  yield* countInSteps(length, (row) => {
    setNumber(column, row, isNull(field, row) ? null : (field.values[row] ?? null));
  });
  return toNumbers(column, field);
}

interface NumbersSoFar {
  readonly values: Float64Array;
  readonly nulls: ReturnType<typeof createValidityBuilder>;
}

function setNumber({ values, nulls }: NumbersSoFar, row: number, number: number | null): void {
  values[row] = number ?? NaN;
  if (Number.isNaN(values[row])) nulls.addNull(row);
}

function toNumbers({ values, nulls }: NumbersSoFar, { name, labels, config }: Field): Float64Field {
  return {
    type: 'float64',
    name,
    ...(labels && { labels }),
    ...(config && { config }),
    values,
    ...validityProperty(nulls.finish(values.length)),
  };
}
