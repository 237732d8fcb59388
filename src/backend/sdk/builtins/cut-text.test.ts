import { describe, expect, it } from '@jest/globals';
import { cutText } from './cut-text.ts';

describe('cutText', () => {
  it.each([
    ['leaves a text that fits', 'abc', 3, 'abc'],
    ['marks where it was cut', 'abcd', 3, 'abc…'],
    ['leaves nothing where there is no room', 'abc', 0, '…'],
    ['cuts behind a whole pair', 'a😀b', 3, 'a😀…'],
    ['cuts before a pair that does not fit', 'a😀b', 2, 'a…'],
    ['takes half a pair for a character of its own', '\ude00bc', 2, '\ude00b…'],
  ])('%s', (_, text, maxLength, cut) => {
    expect(cutText(text, maxLength)).toBe(cut);
  });

  it('takes another mark', () => {
    expect(cutText('abcd', 2, ' and more')).toBe('ab and more');
    expect(cutText('ab', 2, ' and more')).toBe('ab');
  });
});
