import { types } from 'node:util';
import type { DecodedResult } from '../decode/answer/decoded-answer.ts';
import type { Field } from '../sdk/dataframe/field.ts';

/** What a column's values or validity are kept in. */
export type Column = Float64Array | BigInt64Array | Uint8Array;

/** Below this, copying a column is quicker than handing its buffer over, and the garbage collector than freeing it by hand. */
export const minMovedBytes = 16 * 1024;

export function fieldsOf(result: DecodedResult): readonly Field[] {
  return result.kind === 'series' ? [result.time, result.value] : result.fields;
}

/** The buffers behind some fields that are worth handing over to another thread instead of copying; each once. */
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

/** A guess that need not be right: what it decides is only where the work is done. */
const textBytes = 32;

function* columnsOf(fields: Iterable<Field>): Generator<Column> {
  for (const field of fields) {
    if (field.type === 'string' || field.type === 'json') continue;
    yield field.values;
    if (field.validity !== undefined) yield field.validity.bitmap;
  }
}
