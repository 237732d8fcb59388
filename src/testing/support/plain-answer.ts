import type { DecodedResult } from '../../backend/decode/answer/decoded-answer.ts';
import { type Field, isNull } from '../../backend/sdk/dataframe/field.ts';

/** A field as JSON can hold it, for comparing: nulls as null, long integers, NaN and infinities as text. */
export function toPlainField({ name, type, labels, config, ...field }: Field): Record<string, unknown> {
  const whole = { name, type, ...field } as Field;
  const values = Array.from({ length: field.values.length }, (_, row) =>
    isNull(whole, row) ? null : toPlainValue(field.values[row], type),
  );
  return { name, type, ...(labels && { labels }), ...(config && { config }), values };
}

/** A result the same way, without what the server did not say. */
export function toPlainResult(result: DecodedResult): unknown {
  const plain =
    result.kind === 'series'
      ? { ...result, time: toPlainField(result.time), value: toPlainField(result.value) }
      : { ...result, fields: result.fields.map(toPlainField) };
  return JSON.parse(JSON.stringify(plain));
}

function toPlainValue(value: unknown, type: Field['type']): unknown {
  if (type === 'boolean') return value === 1;
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  return value;
}
