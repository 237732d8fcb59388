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
    bytes += field.type === 'string' || field.type === 'json' ? sizeOfTexts(field.values) : field.values.byteLength;
  }
  return bytes;
}

/** Memory that a text takes besides its characters. */
const textBytes = 16;
/** Of a column with more texts, only these are measured, at equal distances. */
const maxMeasured = 1024;

function sizeOfTexts(texts: readonly (string | null)[]): number {
  if (texts.length === 0) return 0;
  const distance = Math.ceil(texts.length / maxMeasured);
  let characters = 0;
  for (let at = 0; at < texts.length; at += distance) characters += texts[at]?.length ?? 0;
  return texts.length * textBytes + characters * distance;
}

function* columnsOf(fields: Iterable<Field>): Generator<Column> {
  for (const field of fields) {
    if (field.type === 'string' || field.type === 'json') continue;
    yield field.values;
    if (field.validity !== undefined) yield field.validity.bitmap;
  }
}
