/** Counts different names by their hashes, in memory that does not grow. */
export class NameSet {
  readonly #max: number;
  /** Open addressing, at most half full; 0 is free. */
  readonly #hashes: Int32Array;
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
    const hash = hashOf(bytes, start, end);
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

/** FNV-1a of 32 bits, never 0. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash === 0 ? 1 : hash;
}
