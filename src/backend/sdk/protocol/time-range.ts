import type { TimeRange } from '../api/query-data.ts';

const hourMs = 3_600_000;
const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: hourMs,
  d: 24 * hourMs,
  w: 7 * 24 * hourMs,
  M: 30 * 24 * hourMs,
  y: 365 * 24 * hourMs,
};

/**
 * The range with both ends in ms. Version 1 hosts before 7.0 leave an end 0 when they cannot read its text, and searches
 * come without any: then the text is read here, and what says nothing becomes the last hour.
 */
export function resolveTimeRange(range: TimeRange, nowMs: number): TimeRange {
  const toEpochMs = range.toEpochMs > 0 ? range.toEpochMs : (parseTime(range.raw?.to, nowMs) ?? nowMs);
  const fromEpochMs =
    range.fromEpochMs > 0 || (range.toEpochMs > 0 && range.raw === undefined)
      ? range.fromEpochMs
      : (parseTime(range.raw?.from, nowMs) ?? toEpochMs - hourMs);
  return { ...range, fromEpochMs: toDateRange(fromEpochMs), toEpochMs: toDateRange(toEpochMs) };
}

/** As far as dates go (ECMA-262, 21.4.1.1): what lies beyond cannot be written as one. */
const maxEpochMs = 8.64e15;

function toDateRange(epochMs: number): number {
  return Math.min(maxEpochMs, Math.max(-maxEpochMs, epochMs));
}

/** `now`, `now-5m`, an alert rule's bare `5m`, epoch ms, or a date. */
function parseTime(raw: string | undefined, nowMs: number): number | undefined {
  const trimmed = raw?.trim() ?? '';
  if (trimmed === '') return undefined;
  if (/^\d{9,}$/.test(trimmed)) return Number(trimmed);
  const relative = /^(?:now)?(?:-?(\d+)(ms|[smhdwMy]))?$/.exec(trimmed);
  if (relative !== null) return nowMs - Number(relative[1] ?? 0) * (unitsMs[relative[2] ?? 's'] ?? 0);
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? undefined : date;
}
