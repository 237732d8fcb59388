import { describe, expect, it } from '@jest/globals';
import { toTimeRange } from './command-time-range.ts';

const nowEpochMs = Date.parse('2024-05-01T12:34:56Z');

describe('toTimeRange', () => {
  it.each([
    ['now-1h', 'now', '2024-05-01T11:34:56.000Z', '2024-05-01T12:34:56.000Z'],
    ['now/d', 'now/d', '2024-05-01T00:00:00.000Z', '2024-05-01T23:59:59.999Z'],
    ['now-1d/d', 'now/h', '2024-04-30T00:00:00.000Z', '2024-05-01T12:59:59.999Z'],
  ])('rounds the end up and the begin down: from %s to %s', (from, to, ...expected) => {
    const { fromEpochMs, toEpochMs } = toTimeRange({ from, to }, nowEpochMs);
    expect([fromEpochMs, toEpochMs].map((epochMs) => new Date(epochMs).toISOString())).toEqual(expected);
  });

  it.each([
    ['now', 'now'],
    ['2024-05-01', '2024-05-01'],
    ['now', 'now-1s'],
  ])('refuses one without a duration: from %s to %s', (from, to) => {
    expect(() => toTimeRange({ from, to }, nowEpochMs)).toThrow(
      `expected --from to be before --to, got --from "${from}" --to "${to}"`,
    );
  });
});
