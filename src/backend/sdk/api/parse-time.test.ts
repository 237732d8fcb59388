import { describe, expect, it } from '@jest/globals';
import { parseTime } from './parse-time.ts';

// A Thursday.
const nowEpochMs = Date.parse('2024-02-29T12:34:56.789Z');

describe('parseTime', () => {
  it.each([
    ['now', '2024-02-29T12:34:56.789Z'],
    [' now ', '2024-02-29T12:34:56.789Z'],
    ['now-6h', '2024-02-29T06:34:56.789Z'],
    ['now+90s', '2024-02-29T12:36:26.789Z'],
    ['now-h', '2024-02-29T11:34:56.789Z'],
    ['now-1d-2m', '2024-02-28T12:32:56.789Z'],
    ['now-1w', '2024-02-22T12:34:56.789Z'],
    ['now-1y', '2023-02-28T12:34:56.789Z'],
    ['now+1M', '2024-03-29T12:34:56.789Z'],
    ['now-1Q', '2023-11-29T12:34:56.789Z'],
    ['now/s', '2024-02-29T12:34:56.000Z'],
    ['now/m', '2024-02-29T12:34:00.000Z'],
    ['now/h', '2024-02-29T12:00:00.000Z'],
    ['now/d', '2024-02-29T00:00:00.000Z'],
    ['now/w', '2024-02-26T00:00:00.000Z'],
    ['now/M', '2024-02-01T00:00:00.000Z'],
    ['now/Q', '2024-01-01T00:00:00.000Z'],
    ['now/y', '2024-01-01T00:00:00.000Z'],
    ['now-1d/d', '2024-02-28T00:00:00.000Z'],
    ['now/d+6h', '2024-02-29T06:00:00.000Z'],
    ['2024-01-31', '2024-01-31T00:00:00.000Z'],
    ['2024-01-31||+1M', '2024-02-29T00:00:00.000Z'],
    ['2024-01-31T10:00', '2024-01-31T10:00:00.000Z'],
    ['2024-01-31 10:00:01.5', '2024-01-31T10:00:01.500Z'],
    ['2024-01-31T10:00:00+02:00', '2024-01-31T08:00:00.000Z'],
    ['1714543200000', '2024-05-01T06:00:00.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(parseTime(text, { nowEpochMs, roundUp: false })).toISOString()).toBe(expected);
  });

  it.each([
    ['now/d', '2024-02-29T23:59:59.999Z'],
    ['now/w', '2024-03-03T23:59:59.999Z'],
    ['now/M', '2024-02-29T23:59:59.999Z'],
    ['now-1M/M', '2024-01-31T23:59:59.999Z'],
    ['now/y', '2024-12-31T23:59:59.999Z'],
    ['now-1h', '2024-02-29T11:34:56.789Z'],
  ])('takes %s as the end of a range', (text, expected) => {
    expect(new Date(parseTime(text, { nowEpochMs, roundUp: true })).toISOString()).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    'now-',
    'now-6x',
    'now-6h ago',
    'now/',
    '6h',
    '12',
    '2024-13-01',
    'now-99999y',
    '2024-01-01||x',
  ])('refuses %j', (text) => {
    expect(() => parseTime(text, { nowEpochMs, roundUp: false })).toThrow(
      `expected a time such as now-6h, now/d, 2024-05-01T06:00:00Z or 1714543200000, got ${JSON.stringify(text)}`,
    );
  });
});
