import { describe, expect, it } from '@jest/globals';
import { halfSipHash, type HalfSipKey } from './half-sip-hash.ts';

/** HalfSipHash-2-4 of the bytes 0, 1, 2, …, one more each, by the key 0 … 7: the first of the published vectors (veorq/SipHash). */
const published = [
  0x5b9f35a9, 0xb85a4727, 0x03a662fa, 0x04e7fe8a, 0x89466e2a, 0x69b6fac5, 0x23fc6358, 0xc563cf8b, 0x8f84b8d0,
];
const key: HalfSipKey = [0x03020100, 0x07060504];
const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);

describe('halfSipHash', () => {
  it.each(published.map((hash, length) => [length, hash]))('hashes %i bytes as published', (length, hash) => {
    expect(halfSipHash({ bytes, start: 0, end: length }, key, { compression: 2, finalization: 4 })).toBe(hash | 0);
  });

  it('hashes the bytes of a range', () => {
    expect(halfSipHash({ bytes, start: 10, end: 21 }, key)).toBe(
      halfSipHash({ bytes: bytes.subarray(10, 21), start: 0, end: 11 }, key),
    );
  });

  it('hashes by the key', () => {
    expect(halfSipHash({ bytes, start: 0, end: 9 }, [1, 2])).not.toBe(halfSipHash({ bytes, start: 0, end: 9 }, [1, 3]));
  });
});
