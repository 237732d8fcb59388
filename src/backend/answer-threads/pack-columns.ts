import type { DecodedResult } from '../decode/answer/decoded-answer.ts';
import type { Field } from '../sdk/dataframe/field.ts';
import { minMovedBytes, type Column } from './columns-of.ts';

const blockBytes = 256 * 1024;

/**
 * The results with columns in small buffers moved together into few: to hand over thousands of buffers takes a thread longer than
 * to read the answer they came from. What is in a large buffer stays there.
 */
export function packColumns(results: readonly DecodedResult[]): readonly DecodedResult[] {
  const place = createPlacer();
  return results.map((result) =>
    result.kind === 'series'
      ? { ...result, time: packField(result.time, place), value: packField(result.value, place) }
      : { ...result, fields: result.fields.map((field) => packField(field, place)) },
  );
}

type Place = <C extends Column>(column: C) => C;

function packField<F extends Field>(field: F, place: Place): F {
  if (field.type === 'string' || field.type === 'json') return field;
  const { values, validity } = field;
  const packed = validity === undefined ? {} : { validity: { ...validity, bitmap: place(validity.bitmap) } };
  return { ...field, ...packed, values: place(values) };
}

function createPlacer(): Place {
  let block = new ArrayBuffer(0);
  let used = 0;
  return (column) => {
    const { byteLength } = column;
    if (column.buffer.byteLength >= minMovedBytes) return column;
    if (used + byteLength > block.byteLength) {
      block = new ArrayBuffer(blockBytes);
      used = 0;
    }
    const copy = viewLike(column, block, used);
    bytesOf(copy).set(bytesOf(column));
    // Every kind of column may begin at a multiple of eight.
    used += Math.ceil(byteLength / 8) * 8;
    return copy;
  };
}

function viewLike<C extends Column>(column: C, buffer: ArrayBuffer, offset: number): C {
  const View = column.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => C;
  return new View(buffer, offset, column.length);
}

function bytesOf({ buffer, byteOffset, byteLength }: Column): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
