import { types } from 'node:util';
import type { Field } from '../../sdk/dataframe/field.ts';
import { minMovedBytes, type Column } from '../columns-of.ts';

/** Where a column stands in the buffers that go over with it. */
interface ColumnPlace {
  readonly kind: 'float64' | 'int64' | 'bytes';
  readonly buffer: number;
  readonly offset: number;
  readonly length: number;
}

/** A field whose columns are told by their places; texts stay what they are. */
export type PlacedField = Omit<Field, 'values' | 'validity'> & {
  readonly values: ColumnPlace | readonly (string | null)[];
  readonly validity?: { readonly bitmap: ColumnPlace; readonly nullCount: number };
};

const blockBytes = 256 * 1024;

/**
 * Gives every column a place in few buffers: those in small ones are copied into blocks, since to hand over thousands of buffers
 * takes a thread longer than to read the answer they came from; what is in a large buffer stays there.
 */
export class ColumnPlacer {
  readonly buffers: ArrayBuffer[] = [];
  readonly #indexes = new Map<ArrayBuffer, number>();
  #block = new ArrayBuffer(0);
  #used = 0;

  place(field: Field): PlacedField {
    if (field.type === 'string' || field.type === 'json') return field;
    const { values, validity, ...header } = field;
    return {
      ...header,
      values: this.#placeColumn(values),
      ...(validity && { validity: { ...validity, bitmap: this.#placeColumn(validity.bitmap) } }),
    };
  }

  #placeColumn(column: Column): ColumnPlace {
    const { buffer, byteOffset, length } = column;
    const kind = kindOf(column);
    if (types.isArrayBuffer(buffer) && buffer.byteLength >= minMovedBytes) {
      return { kind, buffer: this.#indexOf(buffer), offset: byteOffset, length };
    }
    const offset = this.#copyToBlock(column);
    return { kind, buffer: this.#indexOf(this.#block), offset, length };
  }

  #indexOf(buffer: ArrayBuffer): number {
    const known = this.#indexes.get(buffer);
    if (known !== undefined) return known;
    this.#indexes.set(buffer, this.buffers.length);
    return this.buffers.push(buffer) - 1;
  }

  #copyToBlock(column: Column): number {
    const { byteLength } = column;
    if (this.#used + byteLength > this.#block.byteLength) {
      this.#block = new ArrayBuffer(blockBytes);
      this.#used = 0;
    }
    const offset = this.#used;
    const bytes = new Uint8Array(column.buffer, column.byteOffset, byteLength);
    new Uint8Array(this.#block, offset, byteLength).set(bytes);
    // Every kind of column may begin at a multiple of eight.
    this.#used += Math.ceil(byteLength / 8) * 8;
    return offset;
  }
}

function kindOf(column: Column): ColumnPlace['kind'] {
  if (column instanceof Float64Array) return 'float64';
  return column instanceof BigInt64Array ? 'int64' : 'bytes';
}

/** The field again, over the buffers that came. */
export function fieldAt({ values, validity, ...header }: PlacedField, buffers: readonly ArrayBuffer[]): Field {
  return {
    ...header,
    values: 'kind' in values ? columnAt(values, buffers) : values,
    ...(validity && { validity: { ...validity, bitmap: columnAt(validity.bitmap, buffers) } }),
  } as Field;
}

const columnTypes = { float64: Float64Array, int64: BigInt64Array, bytes: Uint8Array } as const;

function columnAt({ kind, buffer, offset, length }: ColumnPlace, buffers: readonly ArrayBuffer[]): Column {
  return new columnTypes[kind](buffers[buffer] ?? new ArrayBuffer(0), offset, length);
}
