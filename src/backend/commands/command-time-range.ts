import type { TimeRangeText } from '../../shared/resource-routes.ts';
import type { TimeRange } from '../sdk/api/query-data.ts';
import { parseTime } from '../sdk/api/parse-time.ts';

/** Two times in any way that parseTime reads. */
export interface TimeOptions {
  readonly from: string;
  readonly to: string;
}

/** @throws {Error} when a time cannot be read, or the first is not before the second. */
export function toTimeRange({ from, to }: TimeOptions, nowEpochMs: number): TimeRange {
  const fromEpochMs = parseTime(from, { nowEpochMs, roundUp: false });
  const toEpochMs = parseTime(to, { nowEpochMs, roundUp: true });
  if (fromEpochMs < toEpochMs) return { fromEpochMs, toEpochMs };
  throw new Error(`expected --from to be before --to, got --from ${JSON.stringify(from)} --to ${JSON.stringify(to)}`);
}

/** The same in the form that Grafana's pages send. @throws {Error} as `toTimeRange` does */
export function toRangeText(times: TimeOptions): TimeRangeText {
  const { fromEpochMs, toEpochMs } = toTimeRange(times, Date.now());
  return { from: new Date(fromEpochMs).toISOString(), to: new Date(toEpochMs).toISOString(), raw: times };
}
