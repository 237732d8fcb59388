import { describe, expect, it } from '@jest/globals';
import { resolveTimeRange } from './time-range.ts';

const now = Date.parse('2024-05-01T12:00:00.000Z');
const hourMs = 3_600_000;

describe('resolveTimeRange', () => {
  it('takes the host at its word', () => {
    const range = { fromEpochMs: 1, toEpochMs: 2, raw: { from: '5m', to: 'now' } };
    expect(resolveTimeRange(range, now)).toEqual(range);
  });

  it.each([
    ['5m', 'now', now - 300_000, now],
    ['now-2h', 'now-1h', now - 2 * hourMs, now - hourMs],
    ['1714500000000', '1714503600000', 1714500000000, 1714503600000],
    ['2024-05-01T00:00:00Z', '2024-05-01T01:00:00Z', now - 12 * hourMs, now - 11 * hourMs],
    ['now/d', 'now/d', now - 12 * hourMs, now + 12 * hourMs - 1],
    ['now-1d/d', 'now-1M', now - 36 * hourMs, Date.parse('2024-04-01T12:00:00.000Z')],
    ['', '', now - hourMs, now],
    ['yesterday-ish', 'now', now - hourMs, now],
  ])('reads %s to %s itself when the host could not', (from, to, fromEpochMs, toEpochMs) => {
    expect(resolveTimeRange({ fromEpochMs: 0, toEpochMs: 0, raw: { from, to } }, now)).toMatchObject({
      fromEpochMs,
      toEpochMs,
    });
  });

  it('ends where dates end', () => {
    const { fromEpochMs, toEpochMs } = resolveTimeRange({ fromEpochMs: -9e15, toEpochMs: 9e15 }, now);
    expect(new Date(fromEpochMs).toISOString()).toBe('-271821-04-20T00:00:00.000Z');
    expect(new Date(toEpochMs).toISOString()).toBe('+275760-09-13T00:00:00.000Z');
  });

  it.each([
    ['before 1970', -86_400_000, -1],
    ['from before 1970 until after', -86_400_000, 86_400_000],
    ['until the epoch', -86_400_000, 0],
  ])('takes a range %s at its word, in both versions', (_, fromEpochMs, toEpochMs) => {
    expect(resolveTimeRange({ fromEpochMs, toEpochMs }, now)).toEqual({ fromEpochMs, toEpochMs });
    const raw = { from: String(fromEpochMs), to: String(toEpochMs) };
    expect(resolveTimeRange({ fromEpochMs, toEpochMs, raw }, now)).toEqual({ fromEpochMs, toEpochMs, raw });
  });

  it.each([-62_135_596_800_000, -6_795_364_578_871])("takes Go's time that nobody set, %i, for none", (unset) => {
    const lastHour = { fromEpochMs: now - hourMs, toEpochMs: now };
    expect(resolveTimeRange({ fromEpochMs: unset, toEpochMs: unset }, now)).toEqual(lastHour);
  });

  it('lets a version 2 range begin at the epoch', () => {
    expect(resolveTimeRange({ fromEpochMs: 0, toEpochMs: 5 }, now)).toEqual({ fromEpochMs: 0, toEpochMs: 5 });
  });
});
