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

function encodePoints(series: Series): Uint8Array {
  const { timestamps, values, count, byteLength } = selectPoints(series);
  const bytes = Buffer.allocUnsafe(byteLength);
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const timestamp = timestamps[i] ?? 0;
    offset = bytes.writeUInt8(pointTag, offset);
    // Tag, value's tag and value take 10 bytes beside the timestamp; a point's length always fits one byte.
    offset = bytes.writeUInt8(10 + varintLength(timestamp), offset);
    offset = bytes.writeUInt8(timestampTag, offset);
    offset = writeVarint(bytes, timestamp, offset);
    offset = bytes.writeUInt8(valueTag, offset);
    offset = bytes.writeDoubleLE(values[i] ?? 0, offset);
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
    byteLength += 12 + varintLength(timestamp);
    count++;
  }
  return { timestamps, values, count, byteLength };
}

/** Bytes of a signed 64-bit varint; negative ones take all ten. */
function varintLength(value: number): number {
  if (value < 0) return 10;
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

function writeVarint(bytes: Buffer, value: number, start: number): number {
  let offset = start;
  if (value < 0) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) offset = bytes.writeUInt8(Number(rest & 127n) | 128, offset);
    return bytes.writeUInt8(Number(rest), offset);
  }
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) offset = bytes.writeUInt8((rest % 128) | 128, offset);
  return bytes.writeUInt8(rest, offset);
}
