/** Up to so many bytes, a loop is faster than a call into native code. */
const short = 32;

/**
 * A cursor over bytes that are large enough: what is written, and how long it will be, is known beforehand. Numbers are
 * little-endian. Every byte it passes over is written, since the memory may hold what others left there.
 */
export class ByteWriter {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(value: number): void {
    this.#view.setUint8(this.at, value);
    this.at += 1;
  }

  uint32(value: number): void {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  uint32s(values: Uint32Array): void {
    for (let i = 0; i < values.length; i++) this.#view.setUint32(this.at + 4 * i, values[i] ?? 0, true);
    this.at += 4 * values.length;
  }

  /** Anywhere, without moving. */
  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** Anywhere, without moving; two halves of 64 bits, each taken modulo 2^32. */
  setInt64(at: number, low: number, high: number): void {
    this.#view.setInt32(at, low, true);
    this.#view.setInt32(at + 4, high, true);
  }

  /** Anywhere, without moving; a length or an offset, an integer from 0 to 2^53. */
  setSize64(at: number, value: number): void {
    this.setInt64(at, value, Math.floor(value / 2 ** 32));
  }

  float64(value: number): void {
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** A length or an offset. */
  size64(value: number): void {
    this.setSize64(this.at, value);
    this.at += 8;
  }

  raw(bytes: Uint8Array): void {
    if (bytes.length > short) this.#bytes.set(bytes, this.at);
    else for (let i = 0; i < bytes.length; i++) this.#bytes[this.at + i] = bytes[i] ?? 0;
    this.at += bytes.length;
  }

  zeros(count: number): void {
    for (let i = 0; i < count; i++) this.#bytes[this.at + i] = 0;
    this.at += count;
  }

  /** Text whose length as UTF-8 is known. */
  text(text: string, byteLength: number): void {
    if (byteLength !== text.length) {
      this.#bytes.write(text, this.at, byteLength, 'utf8');
    } else if (byteLength > short) {
      this.#bytes.write(text, this.at, byteLength, 'latin1');
    } else {
      for (let i = 0; i < byteLength; i++) this.#bytes[this.at + i] = text.charCodeAt(i);
    }
    this.at += byteLength;
  }
}
