/** Protobuf's wire types (protobuf.dev/programming-guides/encoding). */
const varint = 0;
const bit64 = 1;
const lengthDelimited = 2;

const twoTo28 = 2 ** 28;
const maxVarintBytes = 10;
const maxPointBytes = 32;

/**
 * Writes a protobuf message from its end to its start into one buffer: when the length of an embedded message has to be
 * written, the message is there already, so that nothing is measured before or copied afterwards. Fields, and elements of
 * lists, are written in reverse order. Fields of value 0 are written like any other.
 */
export class ReverseWriter {
  #bytes: Buffer;
  #view: DataView;
  /** Where the written part begins. */
  #start: number;

  /** @param expectedBytes nothing is copied while the message is not longer */
  constructor(expectedBytes: number) {
    this.#bytes = Buffer.allocUnsafe(expectedBytes);
    this.#view = viewOf(this.#bytes);
    this.#start = expectedBytes;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** The message; the writer must not be used afterwards. */
  finish(): Buffer {
    return this.#bytes.subarray(this.#start);
  }

  /** Makes everything written since the writer had this length one embedded message. */
  embed(field: number, lengthBefore: number): void {
    this.#reserve(2 * maxVarintBytes);
    this.#putVarint(this.length - lengthBefore);
    this.#putVarint((field << 3) | lengthDelimited);
  }

  string(field: number, text: string): void {
    const byteLength = Buffer.byteLength(text);
    this.#reserve(byteLength + 2 * maxVarintBytes);
    this.#start -= byteLength;
    this.#bytes.write(text, this.#start);
    this.#putVarint(byteLength);
    this.#putVarint((field << 3) | lengthDelimited);
  }

  /** An int32, int64, enum or bool; a number has to be whole and below 2^53. Negative ones take ten bytes. */
  integer(field: number, value: number | bigint): void {
    this.#reserve(2 * maxVarintBytes);
    if (typeof value === 'number' && value >= 0) this.#putVarint(value);
    else this.#putLongVarint(BigInt.asUintN(64, BigInt(value)));
    this.#putVarint((field << 3) | varint);
  }

  double(field: number, value: number): void {
    this.#reserve(8 + maxVarintBytes);
    this.#start -= 8;
    this.#view.setFloat64(this.#start, value, true);
    this.#putVarint((field << 3) | bit64);
  }

  /** A `models.Point`, the message that comes by the million: at once what three calls would write. */
  point(field: number, timestamp: number, value: number): void {
    this.#reserve(maxPointBytes);
    const end = this.#start;
    this.#start -= 8;
    this.#view.setFloat64(this.#start, value, true);
    this.#bytes[--this.#start] = (2 << 3) | bit64;
    if (timestamp >= 0) this.#putVarint(timestamp);
    else this.#putLongVarint(BigInt.asUintN(64, BigInt(timestamp)));
    this.#bytes[--this.#start] = (1 << 3) | varint;
    const length = end - this.#start;
    this.#bytes[--this.#start] = length;
    this.#bytes[--this.#start] = (field << 3) | lengthDelimited;
  }

  /** Room in front of what is written. */
  #reserve(bytes: number): void {
    if (this.#start < bytes) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const { length } = this;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, length + bytes));
    this.#bytes.copy(larger, larger.length - length, this.#start);
    this.#bytes = larger;
    this.#view = viewOf(larger);
    this.#start = larger.length - length;
  }

  /** Times of today have four groups of seven bits below 2^28, which are integers to the processor. */
  #putVarint(value: number): void {
    if (value < twoTo28) {
      this.#putSmallVarint(value);
      return;
    }
    const high = Math.floor(value / twoTo28);
    const low = value - high * twoTo28;
    this.#putSmallVarint(high);
    const at = (this.#start -= 4);
    this.#bytes[at] = (low & 127) | 128;
    this.#bytes[at + 1] = ((low >> 7) & 127) | 128;
    this.#bytes[at + 2] = ((low >> 14) & 127) | 128;
    this.#bytes[at + 3] = (low >> 21) | 128;
  }

  #putSmallVarint(value: number): void {
    let at = (this.#start -= smallVarintLength(value));
    let rest = value;
    for (; rest >= 128; rest >>= 7) this.#bytes[at++] = (rest & 127) | 128;
    this.#bytes[at] = rest;
  }

  #putLongVarint(value: bigint): void {
    const groups = [Number(value & 127n)];
    for (let rest = value >> 7n; rest > 0n; rest >>= 7n) groups.push(Number(rest & 127n));
    for (const [i, group] of groups.toReversed().entries()) this.#bytes[--this.#start] = i === 0 ? group : group | 128;
  }
}

function smallVarintLength(value: number): number {
  if (value < 128) return 1;
  if (value < 128 ** 2) return 2;
  return value < 128 ** 3 ? 3 : 4;
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
