import { allValid, clearValid, type BooleanField, type Field, type TimeField, type Validity } from '../field.ts';
import type { ByteWriter } from './byte-writer.ts';
import { roundUp } from './flatbuffer.ts';

/** A column of a record batch: what its node says, and its buffers, of which only those that the field lacks are made. */
export interface ColumnLayout {
  readonly field: Field;
  readonly nullCount: number;
  /** Nothing where nothing is null. */
  readonly validity: Uint8Array;
  /** Of texts: where each one begins in the values, and where the last one ends. Nothing for other columns. */
  readonly offsets: Int32Array;
  /** Bytes of each buffer without padding, in Arrow's order: validity, offsets, values. */
  readonly bufferSizes: readonly number[];
}

/** @throws {Error} when the texts of a column take more than Arrow's 32-bit offsets can say */
export function layOutColumn(field: Field): ColumnLayout {
  if (field.type === 'string' || field.type === 'json') return { field, ...layOutTexts(field.values) };
  const { length } = field.values;
  const validity = toBitmap(field.validity, length);
  const valuesSize = field.type === 'boolean' ? bitmapSize(length) : 8 * length;
  return {
    field,
    nullCount: field.validity?.nullCount ?? 0,
    validity,
    offsets: noOffsets,
    bufferSizes: [validity.length, valuesSize],
  };
}

/** Writes the buffers, each padded to a multiple of eight bytes. */
export function writeColumn(writer: ByteWriter, { field, validity, offsets, bufferSizes }: ColumnLayout): void {
  writePadded(writer, validity);
  if (offsets.length > 0) writePadded(writer, bytesOf(offsets));
  writeValues(writer, field, offsets);
  pad(writer, bufferSizes.at(-1) ?? 0);
}

const noBytes = new Uint8Array(0);
const noOffsets = new Int32Array(0);

function toBitmap(validity: Validity | undefined, length: number): Uint8Array {
  if (validity === undefined || validity.nullCount === 0) return noBytes;
  return validity.bitmap.subarray(0, bitmapSize(length));
}

function bitmapSize(length: number): number {
  return (length + 7) >> 3;
}

const maxOffset = 2 ** 31 - 1;

function layOutTexts(values: readonly (string | null)[]): Omit<ColumnLayout, 'field'> {
  const offsets = new Int32Array(values.length + 1);
  const bitmap = allValid(values.length);
  let nullCount = 0;
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null;
    if (value === null) {
      nullCount++;
      clearValid(bitmap, i);
    } else {
      size += Buffer.byteLength(value);
    }
    offsets[i + 1] = size;
  }
  if (size > maxOffset) throw new Error(`expected at most ${maxOffset} bytes of text in a column, got ${size}`);
  const validity = nullCount === 0 ? noBytes : bitmap;
  return { nullCount, validity, offsets, bufferSizes: [validity.length, offsets.byteLength, size] };
}

/** A view of few values costs more than to write them. */
const fewValues = 32;

function writeValues(writer: ByteWriter, field: Field, offsets: Int32Array): void {
  switch (field.type) {
    case 'time':
      writeNanoseconds(writer, field);
      return;
    case 'float64':
      if (field.values.length <= fewValues) for (const value of field.values) writer.float64(value);
      else writer.raw(bytesOf(field.values));
      return;
    case 'int64':
      writer.raw(bytesOf(field.values));
      return;
    case 'boolean':
      writeBits(writer, field);
      return;
    case 'string':
    case 'json':
      writeTexts(writer, field.values, offsets);
  }
}

const million = 1_000_000;
const per32Bits = 2 ** -32;

/**
 * 0 for nulls, which are NaN here. The product of milliseconds and a million does not fit a double, but its lower half comes
 * exactly from an integer multiplication, and what is then left of it is so near a multiple of 2^32 that rounding finds it.
 */
function writeNanoseconds(writer: ByteWriter, { values }: TimeField): void {
  const start = writer.at;
  for (let i = 0; i < values.length; i++) {
    const ms = values[i] ?? NaN;
    const whole = Math.floor(ms);
    const fraction = whole === ms ? 0 : Math.round((ms - whole) * million);
    const low = (Math.imul(whole, million) + fraction) >>> 0;
    const high = Math.floor((whole * million + fraction - low) * per32Bits + 0.5);
    writer.setInt64(start + 8 * i, low, high);
  }
  writer.at = start + 8 * values.length;
}

function writeBits(writer: ByteWriter, { values }: BooleanField): void {
  for (let i = 0; i < values.length; i += 8) {
    let bits = 0;
    for (let bit = 0; bit < 8 && i + bit < values.length; bit++) if (values[i + bit] !== 0) bits |= 1 << bit;
    writer.uint8(bits);
  }
}

function writeTexts(writer: ByteWriter, values: readonly (string | null)[], offsets: Int32Array): void {
  for (let i = 0; i < values.length; i++) {
    writer.text(values[i] ?? '', (offsets[i + 1] ?? 0) - (offsets[i] ?? 0));
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function writePadded(writer: ByteWriter, bytes: Uint8Array): void {
  writer.raw(bytes);
  pad(writer, bytes.length);
}

function pad(writer: ByteWriter, size: number): void {
  writer.zeros(roundUp(size, 8) - size);
}
