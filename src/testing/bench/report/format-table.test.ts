import { describe, expect, it } from '@jest/globals';
import { formatNumber, formatTable } from './format-table.ts';

describe('formatTable', () => {
  it('aligns the first column to the left and the others to the right', () => {
    const rows = [
      ['measure', 'ours'],
      ['p99', '1234567', '8'],
    ];
    expect(formatTable(rows)).toBe(['measure     ours', 'p99      1234567  8'].join('\n'));
  });

  it('makes nothing of no rows', () => {
    expect(formatTable([])).toBe('');
  });
});

describe('formatNumber', () => {
  it.each([
    [1234.5, '1235'],
    [100, '100'],
    [99.44, '99.4'],
    [1, '1.00'],
    [0.02468, '0.0247'],
    [-250.4, '-250'],
    [0, '0.00'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});
