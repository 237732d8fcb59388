import { describe, expect, it } from '@jest/globals';
import { IsoRanges, toRawRange } from './raw-range.ts';

const now = Date.parse('2024-05-01T12:00:00.000Z');

it('writes one range after another', () => {
  const [first, second] = [now, now + 1].map((toEpochMs) => ({ fromEpochMs: now - 1000, toEpochMs }));
  const ranges = new IsoRanges();
  for (const range of [first, second, second, first]) {
    const { from, to } = ranges.of(range ?? { fromEpochMs: NaN, toEpochMs: NaN });
    expect([Date.parse(from), Date.parse(to)]).toEqual([range?.fromEpochMs, range?.toEpochMs]);
  }
});

describe('toRawRange', () => {
  const range = { fromEpochMs: now - 300_000, toEpochMs: now };

  it.each([
    [undefined, { from: '2024-05-01T11:55:00.000Z', to: '2024-05-01T12:00:00.000Z' }],
    [
      { from: 'now-5m', to: 'now' },
      { from: 'now-5m', to: 'now' },
    ],
    [
      { from: '5m', to: 'now' },
      { from: 'now-5m', to: 'now' },
    ],
    [
      { from: '1714564500000', to: '1714564800000' },
      { from: '2024-05-01T11:55:00.000Z', to: '2024-05-01T12:00:00.000Z' },
    ],
  ])('of %j', (raw, expected) => {
    expect(toRawRange(raw === undefined ? range : { ...range, raw })).toEqual(expected);
  });
});
