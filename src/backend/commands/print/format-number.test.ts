import { expect, it } from '@jest/globals';
import { formatNumber, formatTick } from './format-number.ts';

it.each([
  [0, '0'],
  [42, '42'],
  [-1.23456789, '-1.23457'],
  [123456, '123456'],
  [1234567, '1.235M'],
  [-2.5e9, '-2.5B'],
  [1e15, '1.000e+15'],
  [0.00001234, '1.234e-5'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
])('formats %d', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it('gives ticks the digits that tell them apart', () => {
  expect(formatTick(2e6, { ticks: [1e6, 2e6] })).toBe('2M');
  expect(formatTick(1714543260, { ticks: [1714543200, 1714543260] })).toBe('1714543260');
});
