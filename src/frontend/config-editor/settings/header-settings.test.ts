import { describe, expect, it } from '@jest/globals';
import { headerNumbers } from './header-settings.ts';

describe('headerNumbers', () => {
  it('gives them by size, whatever the order and the gaps, and nothing else', () => {
    const keys = ['httpHeaderName10', 'httpHeaderName2', 'httpHeaderName', 'httpHeaderName1x', 'timeout'];
    expect(headerNumbers(keys)).toEqual([2, 10]);
  });
});
