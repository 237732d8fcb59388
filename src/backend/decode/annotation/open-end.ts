import { maxTimeMs } from '../column/time-column.ts';
import { parseTimeText } from '../time/parse-time-text.ts';

/**
 * The end of an event that servers write as the year 9999, 2286 (`9999999999`) or the like, since it has none yet: the last time that frames hold, so that
 * the region goes on to the right border of the graph. Anything else as it is. By their size alone, ms of the year 9999 would be µs of 1978.
 */
export function openEnd(cell: unknown): unknown {
  const time = typeof cell === 'string' ? parseTimeText(cell) : undefined;
  return isNever(cell) || (time !== undefined && time > maxTimeMs) ? lastTime : cell;
}

/** As text, which needs no unit. */
const lastTime = new Date(maxTimeMs).toISOString();

const year9999 = { from: Date.UTC(9999, 0), until: Date.UTC(10_000, 0) };

/** In seconds or ms. */
function isNever(cell: unknown): boolean {
  const isNumber = typeof cell === 'number' || (typeof cell === 'string' && /^\d{10,15}$/.test(cell));
  if (!isNumber) return false;
  const value = Number(cell);
  return [value, value * 1000].some((ms) => ms >= year9999.from && ms < year9999.until) || isPast2262(value);
}

/** The sizes by which seconds and ms are told. */
function isPast2262(value: number): boolean {
  return (value > maxTimeMs / 1000 && value < 1e11) || (value > maxTimeMs && value < 1e14);
}
