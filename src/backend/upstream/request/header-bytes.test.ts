import { describe, expect, it } from '@jest/globals';
import { headerBytes } from './header-bytes.ts';

describe('headerBytes', () => {
  it.each(['', 'Bearer a.b-c', 'Jürgen', 'Größe ✓', '张伟', '😀'])('carries %j in UTF-8', (text) => {
    const written = headerBytes(text);
    expect(written).toMatch(/^[\x20-\xff]*$/);
    expect(Buffer.from(written, 'latin1').toString()).toBe(text);
  });
});
