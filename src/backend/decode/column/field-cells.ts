import { isNull, type Field } from '../../sdk/dataframe/field.ts';

/** A value of a column as JavaScript has it; times are ms. */
export type FieldCell = string | number | bigint | boolean | null;

/** The values of a column, one by one: for small answers that are no series. */
export function fieldCells(field: Field): readonly FieldCell[] {
  return Array.from({ length: field.values.length }, (_, row) => fieldCell(field, row));
}

function fieldCell(field: Field, row: number): FieldCell {
  if (isNull(field, row)) return null;
  const value = field.values[row] ?? null;
  return field.type === 'boolean' ? value === 1 : value;
}
