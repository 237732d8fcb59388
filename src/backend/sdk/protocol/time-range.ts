import { parseTime, type ParseTimeOptions } from '../api/parse-time.ts';
import type { TimeRange } from '../api/query-data.ts';

const hourMs = 3_600_000;

/**
 * The range with both ends in ms, which are negative before 1970. Version 1 hosts before 7.0 leave an end 0 when they cannot read its
 * text, and searches come without any: then the text is read here, and what says nothing becomes the last hour.
 */
export function resolveTimeRange(range: TimeRange, nowMs: number): TimeRange {
  const isWhole = range.raw === undefined && !(isUnset(range.fromEpochMs) && isUnset(range.toEpochMs));
  const isSaid = (epochMs: number): boolean => !isUnset(epochMs) || (isWhole && epochMs === 0);
  const toEpochMs = isSaid(range.toEpochMs)
    ? range.toEpochMs
    : (readTime(range.raw?.to, { nowEpochMs: nowMs, roundUp: true }) ?? nowMs);
  const fromEpochMs = isSaid(range.fromEpochMs)
    ? range.fromEpochMs
    : (readTime(range.raw?.from, { nowEpochMs: nowMs, roundUp: false }) ?? toEpochMs - hourMs);
  return { ...range, fromEpochMs: toDateRange(fromEpochMs), toEpochMs: toDateRange(toEpochMs) };
}

/** What Go's `time.Time{}` is in ms by `UnixMilli`, and by `UnixNano`, which overflows: what a host in Go sends of a time that nobody set. */
const goZeroTimes: ReadonlySet<number> = new Set([-62_135_596_800_000, -6_795_364_578_871]);

function isUnset(epochMs: number): boolean {
  return epochMs === 0 || goZeroTimes.has(epochMs);
}

/** As far as dates go (ECMA-262, 21.4.1.1): what lies beyond cannot be written as one. */
const maxEpochMs = 8.64e15;

function toDateRange(epochMs: number): number {
  return Math.min(maxEpochMs, Math.max(-maxEpochMs, epochMs));
}

/** In Grafana's way to write a time; an alert rule's bare `5m` means `now-5m`. Undefined where it says nothing. */
function readTime(raw: string | undefined, options: ParseTimeOptions): number | undefined {
  const text = raw?.trim() ?? '';
  if (text === '') return undefined;
  try {
    return parseTime(/^\d{1,4}[smhdwMQy]$/.test(text) ? `now-${text}` : text, options);
  } catch {
    return undefined;
  }
}
