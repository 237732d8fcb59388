import type { TimeRange } from '../../sdk/api/query-data.ts';

/**
 * The range in words, as `range.raw` of a request has it: what the asker wrote if that was relative to now, else ISO
 * dates. An alert rule's bare `5m` means `now-5m`.
 */
export function toRawRange({ fromEpochMs, toEpochMs, raw }: TimeRange): { from: string; to: string } {
  return { from: toRawTime(raw?.from, fromEpochMs), to: toRawTime(raw?.to, toEpochMs) };
}

function toRawTime(raw: string | undefined, epochMs: number): string {
  if (raw?.startsWith('now') === true) return raw;
  if (raw !== undefined && /^\d+(ms|[smhdwMy])$/.test(raw)) return `now-${raw}`;
  return new Date(epochMs).toISOString();
}
