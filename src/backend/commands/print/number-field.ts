import type { Field, Float64Field, Int64Field } from '../../sdk/dataframe/field.ts';

export type NumberField = Float64Field | Int64Field;

export function isNumberField(field: Field | undefined): field is NumberField {
  return field?.type === 'float64' || field?.type === 'int64';
}
