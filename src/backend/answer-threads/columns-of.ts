import { types } from 'node:util';
import type { DecodedResult } from '../decode/answer/decoded-answer.ts';
import type { Field } from '../sdk/dataframe/field.ts';

/** The typed array that holds a column's values or its validity bitmap. */
export type Column = Float64Array | BigInt64Array | Uint8Array;

/** Smaller buffers are copied to another thread rather than transferred, and left to the garbage collector rather than freed at once: both are faster. */
export const minMovedBytes = 16 * 1024;

export function fieldsOf(result: DecodedResult): readonly Field[] {
  return result.kind === 'series' ? [result.time, result.value] : result.fields;
}

/** The buffers behind these fields that are large enough to be transferred to another thread instead of copied; each buffer once. */
export function transferListOf(fields: Iterable<Field>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of columnsOf(fields)) {
    if (types.isArrayBuffer(buffer) && buffer.byteLength >= minMovedBytes) buffers.add(buffer);
  }
  return [...buffers];
}

/** About as many bytes as the fields take in memory. */
export function sizeOf(fields: readonly Field[]): number {
  let bytes = 0;
  for (const field of fields) {
    bytes +=
      field.type === 'string' || field.type === 'json' ? field.values.length * textBytes : field.values.byteLength;
  }
  return bytes;
}

/** A rough guess of the average size of a text. It only decides in which thread the work is done. */
const textBytes = 32;

function* columnsOf(fields: Iterable<Field>): Generator<Column> {
  for (const field of fields) {
    if (field.type === 'string' || field.type === 'json') continue;
    yield field.values;
    if (field.validity !== undefined) yield field.validity.bitmap;
  }
}
