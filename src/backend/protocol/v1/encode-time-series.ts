import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { isNull } from '../../dataframe/field.ts';
import type { Series } from './series-of.ts';

/**
 * `models.TimeSeries` as chunks of bytes. Points go straight from the columns into one buffer of exactly their size.
 * Points without a finite value are left out: this wire has no null, and a NaN breaks the whole HTTP answer of
 * Grafana 5 and 6.
 */
export function encodeTimeSeries(series: Series): Uint8Array[] {
  return [encodeHead(series), encodePoints(series)];
}

function encodeHead({ name, labels }: Series): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(name);
  for (const [key, value] of Object.entries(labels)) {
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    writer.join();
  }
  return writer.finish();
}

const pointTag = (3 << 3) | WireType.LengthDelimited;
const timestampTag = (1 << 3) | WireType.Varint;
const valueTag = (2 << 3) | WireType.Bit64;

/** Tag, value's tag and value; a point's own tag and length come before that. */
const bytesBesideTimestamp = 10;

function encodePoints(series: Series): Uint8Array {
  const { timestamps, values, count, byteLength } = selectPoints(series);
  const bytes = new Uint8Array(byteLength);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const timestamp = timestamps[i] ?? 0;
    const start = offset;
    offset = writeVarint(bytes, timestamp, start + 3);
    bytes[start] = pointTag;
    bytes[start + 1] = bytesBesideTimestamp + offset - start - 3;
    bytes[start + 2] = timestampTag;
    bytes[offset] = valueTag;
    view.setFloat64(offset + 1, values[i] ?? 0, true);
    offset += 9;
  }
  return bytes;
}

interface Points {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly count: number;
  readonly byteLength: number;
}

function selectPoints({ time, value }: Series): Points {
  const length = time.values.length;
  const timestamps = new Float64Array(length);
  const values = new Float64Array(length);
  let count = 0;
  let byteLength = 0;
  for (let i = 0; i < length; i++) {
    const number = Number(value.values[i]);
    if (!Number.isFinite(number) || isNull(value, i) || isNull(time, i)) continue;
    const timestamp = Math.round(time.values[i] ?? 0);
    timestamps[count] = timestamp;
    values[count] = number;
    byteLength += 2 + bytesBesideTimestamp + varintLength(timestamp);
    count++;
  }
  return { timestamps, values, count, byteLength };
}

const twoTo28 = 2 ** 28;

/** Bytes of a signed 64-bit varint; negative ones take all ten. */
function varintLength(value: number): number {
  if (value < 0) return 10;
  const high = Math.floor(value / twoTo28);
  if (high > 0) return 4 + smallVarintLength(high);
  return smallVarintLength(value);
}

function smallVarintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = rest / 128) length++;
  return length;
}

/** Times of today have four whole bytes below 2^28, which need no loop. */
function writeVarint(bytes: Uint8Array, value: number, start: number): number {
  if (value < 0) return writeLongVarint(bytes, BigInt.asUintN(64, BigInt(value)), start);
  const high = Math.floor(value / twoTo28);
  if (high === 0) return writeSmallVarint(bytes, value, start);
  const low = value - high * twoTo28;
  bytes[start] = (low & 127) | 128;
  bytes[start + 1] = ((low >> 7) & 127) | 128;
  bytes[start + 2] = ((low >> 14) & 127) | 128;
  bytes[start + 3] = ((low >> 21) & 127) | 128;
  return writeSmallVarint(bytes, high, start + 4);
}

function writeSmallVarint(bytes: Uint8Array, value: number, start: number): number {
  let offset = start;
  let rest = value;
  for (; rest >= 128; rest >>= 7) bytes[offset++] = (rest & 127) | 128;
  bytes[offset++] = rest;
  return offset;
}

function writeLongVarint(bytes: Uint8Array, value: bigint, start: number): number {
  let offset = start;
  let rest = value;
  for (; rest >= 128n; rest >>= 7n) bytes[offset++] = Number(rest & 127n) | 128;
  bytes[offset++] = Number(rest);
  return offset;
}
