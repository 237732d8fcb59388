/** Counts different names by their hashes, in memory that does not grow. */
export class NameSet {
  readonly #max: number;
  /** Open addressing, at most half full; 0 is free. */
  readonly #hashes: Int32Array;
  /** Random, so that no server can choose names with equal hashes. */
  readonly #seed = Math.trunc(Math.random() * 2 ** 32);
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
    const hash = hashOf(bytes, { start, end, seed: this.#seed });
    const mask = this.#hashes.length - 1;
    let place = (hash ^ (hash >>> 15)) & mask;
    for (let found = this.#hashes[place]; found !== 0; found = this.#hashes[place]) {
      if (found === hash) return true;
      place = (place + 1) & mask;
    }
    this.#hashes[place] = hash;
    return ++this.#count <= this.#max;
  }
}

interface Hashed {
  readonly start: number;
  readonly end: number;
  readonly seed: number;
}

/** FNV-1a of 32 bits with a beginning of its own, never 0. */
function hashOf(bytes: Uint8Array, { start, end, seed }: Hashed): number {
  let hash = seed;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash === 0 ? 1 : hash;
}
