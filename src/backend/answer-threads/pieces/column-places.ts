import { types } from 'node:util';
import type { Field } from '../../sdk/dataframe/field.ts';
import { minMovedBytes, type Column } from '../columns-of.ts';

/** A field whose columns are numbers; those of others are texts. */
export type ColumnField = Exclude<Field, { readonly type: 'string' | 'json' }>;

/** What the receiving thread needs to make a field's columns again. */
export type FieldColumns = Pick<ColumnField, 'values' | 'validity'>;

const blockBytes = 256 * 1024;

/** In place of the number of nulls, for a column without validity. */
const noValidity = -1;

/**
 * Packs columns into few buffers for the transfer to another thread: transferring thousands of small buffers would take longer than decoding the
 * answer. Small columns are copied into blocks; columns in a large buffer stay there. The place of a column is three numbers:
 * index of the buffer, offset and length.
 */
export class ColumnPlacer {
  readonly buffers: ArrayBuffer[] = [];
  readonly #indexes = new Map<ArrayBufferLike, number>();
  #block = { bytes: new ArrayBuffer(0), index: -1, used: 0 };

  /** Adds to `places` what `PlacedColumns` reads: the place of the values, the number of nulls and, with validity, the place of its bitmap. */
  place({ values, validity }: ColumnField, places: number[]): void {
    this.#placeColumn(values, places);
    places.push(validity?.nullCount ?? noValidity);
    if (validity !== undefined) this.#placeColumn(validity.bitmap, places);
  }

  #placeColumn(column: Column, places: number[]): void {
    const { buffer, byteOffset, length } = column;
    const known = this.#indexes.get(buffer);
    if (known !== undefined) places.push(known, byteOffset, length);
    else if (types.isArrayBuffer(buffer) && buffer.byteLength >= minMovedBytes) {
      places.push(this.#add(buffer), byteOffset, length);
    } else {
      const offset = this.#copyToBlock(column);
      places.push(this.#block.index, offset, length);
    }
  }

  #add(buffer: ArrayBuffer): number {
    this.#indexes.set(buffer, this.buffers.length);
    return this.buffers.push(buffer) - 1;
  }

  #copyToBlock({ buffer, byteOffset, byteLength }: Column): number {
    if (this.#block.used + byteLength > this.#block.bytes.byteLength) {
      const bytes = new ArrayBuffer(blockBytes);
      this.#block = { bytes, index: this.#add(bytes), used: 0 };
    }
    const { bytes, used } = this.#block;
    new Uint8Array(bytes, used, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
    // Typed arrays of 8-byte numbers need offsets that are multiples of 8.
    this.#block.used += Math.ceil(byteLength / 8) * 8;
    return used;
  }
}

/** The receiving side of ColumnPlacer: makes the columns again from the transferred buffers, in the order in which they were placed. */
export class PlacedColumns {
  readonly #places: Float64Array;
  readonly #buffers: readonly ArrayBuffer[];
  #at = 0;

  constructor(places: Float64Array, buffers: readonly ArrayBuffer[]) {
    this.#places = places;
    this.#buffers = buffers;
  }

  take(type: ColumnField['type']): FieldColumns {
    const values = type === 'boolean' ? this.#bytes() : this.#numbers(type);
    const nullCount = this.#next();
    return nullCount === noValidity ? { values } : { values, validity: { bitmap: this.#bytes(), nullCount } };
  }

  #bytes(): Uint8Array {
    return new Uint8Array(this.#buffer(), this.#next(), this.#next());
  }

  #numbers(type: Exclude<ColumnField['type'], 'boolean'>): Float64Array | BigInt64Array {
    if (type === 'int64') return new BigInt64Array(this.#buffer(), this.#next(), this.#next());
    return new Float64Array(this.#buffer(), this.#next(), this.#next());
  }

  #buffer(): ArrayBuffer {
    return this.#buffers[this.#next()] ?? new ArrayBuffer(0);
  }

  #next(): number {
    return this.#places[this.#at++] ?? 0;
  }
}
