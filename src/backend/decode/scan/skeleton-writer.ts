/** Puts together the parts of an answer that are left when its arrays of points are taken out. */
export class SkeletonWriter {
  readonly #source: Buffer;
  #bytes = Buffer.allocUnsafe(512);
  #length = 0;
  /** Where in the source the next part begins. */
  #next = 0;

  constructor(source: Buffer) {
    this.#source = source;
  }

  /** Takes out what stands between two places, the first of them behind all before, and puts a number there. */
  replace(start: number, end: number, standIn: number): void {
    this.#add(start);
    this.#length += this.#bytes.write(String(standIn), this.#length, 'latin1');
    this.#next = end;
  }

  finish(): Uint8Array {
    this.#add(this.#source.length);
    return this.#bytes.subarray(0, this.#length);
  }

  #add(end: number): void {
    const length = this.#length + end - this.#next;
    if (length + maxDigits > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow((length + maxDigits) * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#source.copy(this.#bytes, this.#length, this.#next, end);
    this.#length = length;
  }
}

/** Of a number of series. */
const maxDigits = 16;
