import { describe, expect, it } from '@jest/globals';
import { freeBuffer, isWholeBuffer } from './free-buffer.ts';

describe('freeBuffer', () => {
  it('leaves nothing of a buffer', () => {
    const bytes = new Uint8Array(1000).fill(1);
    freeBuffer(bytes.buffer);
    expect([bytes.byteLength, bytes.buffer.detached]).toEqual([0, true]);
  });

  it('takes one that is free already', () => {
    const { buffer } = new Uint8Array(10);
    freeBuffer(buffer);
    expect(() => {
      freeBuffer(buffer);
    }).not.toThrow();
  });

  it('leaves what other threads see', () => {
    const shared = new SharedArrayBuffer(8);
    freeBuffer(shared);
    expect(shared.byteLength).toBe(8);
  });
});

describe('isWholeBuffer', () => {
  it.each([
    ['bytes with a buffer of their own', new Uint8Array(8), true],
    ['a part of one', new Uint8Array(8).subarray(1), false],
    ['shared ones', new Uint8Array(new SharedArrayBuffer(8)), false],
  ])('tells %s', (_, bytes, isWhole) => {
    expect(isWholeBuffer(bytes)).toBe(isWhole);
  });
});
