import { randomInt } from 'node:crypto';
import { halfSipHash, type HalfSipKey } from './half-sip-hash.ts';

/** Counts different names by their hashes, in memory that does not grow. */
export class NameSet {
  readonly #max: number;
  /** Open addressing, at most half full; 0 is free. */
  readonly #hashes: Int32Array;
  /** Random, so that no server can choose names with equal hashes. */
  readonly #key: HalfSipKey = [randomInt(2 ** 32), randomInt(2 ** 32)];
  #count = 0;

  constructor(max: number) {
    this.#max = max;
    this.#hashes = new Int32Array(2 ** Math.ceil(Math.log2(max * 2 + 2)));
  }

  /** The number of different names, at most one more than allowed. */
  get count(): number {
    return this.#count;
  }

  /** Adds a name. @returns false when there are now more than allowed */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    const hash = halfSipHash({ bytes, start, end }, this.#key) || 1;
    const mask = this.#hashes.length - 1;
    let place = hash & mask;
    for (let found = this.#hashes[place]; found !== 0; found = this.#hashes[place]) {
      if (found === hash) return true;
      place = (place + 1) & mask;
    }
    this.#hashes[place] = hash;
    return ++this.#count <= this.#max;
  }
}
