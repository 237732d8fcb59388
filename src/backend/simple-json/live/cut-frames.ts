import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { allValid, clearValid, type Field, isNull, nullCount, type Validity } from '../../sdk/dataframe/field.ts';

/** Keeps only the first rows of each frame. @param counts how many, for each frame; all where it has no count */
export function cutFrames(frames: readonly DataFrame[], counts: readonly number[]): readonly DataFrame[] {
  return frames.map((frame, i) => {
    const count = counts[i] ?? Infinity;
    const length = frame.fields[0]?.values.length ?? 0;
    return count >= length ? frame : { ...frame, fields: frame.fields.map((field) => cutField(field, count)) };
  });
}

function cutField(field: Field, count: number): Field {
  if (field.type === 'string' || field.type === 'json') return { ...field, values: field.values.slice(0, count) };
  const { validity: _whole, ...header } = field;
  return { ...header, values: field.values.subarray(0, count), ...cutValidity(field, count) } as Field;
}

function cutValidity(field: Field, count: number): { readonly validity?: Validity } {
  if (nullCount(field) === 0) return {};
  const bitmap = allValid(count);
  let nulls = 0;
  for (let i = 0; i < count; i++) {
    if (!isNull(field, i)) continue;
    clearValid(bitmap, i);
    nulls += 1;
  }
  return nulls === 0 ? {} : { validity: { bitmap, nullCount: nulls } };
}
