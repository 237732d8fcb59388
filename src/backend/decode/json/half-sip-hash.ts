/** How often the state is mixed: behind each word, and at the end. */
interface Rounds {
  readonly compression: number;
  readonly finalization: number;
}

/** Bytes of a body: from one place up to another. */
interface ByteRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Two signed or unsigned integers of 32 bits. */
export type HalfSipKey = readonly [number, number];

/** What Linux takes for its hash tables. */
const hashTableRounds: Rounds = { compression: 1, finalization: 3 };

/**
 * HalfSipHash of 32 bits (Aumasson and Bernstein, github.com/veorq/SipHash): whoever does not know the key cannot choose texts with
 * equal hashes.
 *
 * @returns a signed integer of 32 bits
 */
export function halfSipHash({ bytes, start, end }: ByteRange, key: HalfSipKey, rounds = hashTableRounds): number {
  let [v0, v1] = key;
  let v2 = v0 ^ 0x6c796765;
  let v3 = v1 ^ 0x74656462;
  const lengthAt = start + ((end - start) & ~3);
  for (let at = start; at <= lengthAt + 4; at += 4) {
    const isEnd = at > lengthAt;
    const word = isEnd ? 0 : wordAt(bytes, at, end) | (at === lengthAt ? (end - start) << 24 : 0);
    if (isEnd) v2 ^= 0xff;
    v3 ^= word;
    for (let left = isEnd ? rounds.finalization : rounds.compression; left > 0; left--) {
      v0 = (v0 + v1) | 0;
      v1 = rotate(v1, 5) ^ v0;
      v0 = rotate(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotate(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotate(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotate(v1, 13) ^ v2;
      v2 = rotate(v2, 16);
    }
    v0 ^= word;
  }
  return v1 ^ v3;
}

/** The four bytes from a place on, or as many as there are, the first one lowest. */
function wordAt(bytes: Uint8Array, at: number, end: number): number {
  let word = 0;
  for (let last = Math.min(at + 4, end) - 1; last >= at; last--) word = (word << 8) | (bytes[last] ?? 0);
  return word;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
