import { bool, float64, int64, timestamp, TimeUnit, utf8, type DataType } from '@uwdata/flechette';
import type { BooleanField, Field, TimeField, Validity } from '../field.ts';
import { allValid, clearValid } from '../field.ts';

/** A column's buffers as Arrow lays them out. Values and bitmaps are shared with the field wherever the layout allows. */
export interface ArrowColumn {
  readonly type: DataType;
  readonly length: number;
  readonly nullCount: number;
  readonly validity: Uint8Array;
  readonly values: Uint8Array | Float64Array | BigInt64Array;
  readonly offsets?: Int32Array;
}

/** Plain types only: Go's reader panics on dictionaries and large strings, and takes every timestamp for nanoseconds. */
export function toArrowColumn(field: Field): ArrowColumn {
  switch (field.type) {
    case 'time':
      return fixedWidth(timestamp(TimeUnit.NANOSECOND), toNanoseconds(field), field.validity);
    case 'float64':
      return fixedWidth(float64(), field.values, field.validity);
    case 'int64':
      return fixedWidth(int64(), field.values, field.validity);
    case 'boolean':
      return { ...fixedWidth(bool(), toBits(field), field.validity), length: field.values.length };
    case 'string':
    case 'json':
      return toUtf8(field.values);
  }
}

const noBytes = new Uint8Array(0);

function fixedWidth(
  type: DataType,
  values: Uint8Array | Float64Array | BigInt64Array,
  validity: Validity | undefined,
): ArrowColumn {
  const nullCount = validity?.nullCount ?? 0;
  return {
    type,
    length: values.length,
    nullCount,
    validity: validity === undefined || nullCount === 0 ? noBytes : validity.bitmap,
    values,
  };
}

/** 0 for nulls, which are NaN here. Whole milliseconds go through integers, since their product with a million does not fit a double. */
function toNanoseconds({ values }: TimeField): BigInt64Array {
  const nanoseconds = new BigInt64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const ms = values[i] ?? NaN;
    if (Number.isNaN(ms)) continue;
    const whole = Math.floor(ms);
    const fraction = ms - whole;
    nanoseconds[i] = BigInt(whole) * 1_000_000n + (fraction === 0 ? 0n : BigInt(Math.round(fraction * 1e6)));
  }
  return nanoseconds;
}

function toBits({ values }: BooleanField): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return bits;
}

function toUtf8(values: readonly (string | null)[]): ArrowColumn {
  const offsets = new Int32Array(values.length + 1);
  const validity = allValid(values.length);
  let nullCount = 0;
  let length = 0;
  for (const [i, value] of values.entries()) {
    if (value === null) {
      nullCount++;
      clearValid(validity, i);
    } else {
      length += Buffer.byteLength(value);
    }
    offsets[i + 1] = length;
  }
  const bytes = Buffer.allocUnsafe(length);
  for (const [i, value] of values.entries()) {
    if (value !== null) bytes.write(value, offsets[i] ?? 0);
  }
  return {
    type: utf8(),
    length: values.length,
    nullCount,
    validity: nullCount === 0 ? noBytes : validity,
    values: bytes,
    offsets,
  };
}
