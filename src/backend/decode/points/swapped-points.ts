import type { NumberExtent, AskedRange } from '../time/time-unit.ts';
import { overlapsInAnyUnit } from '../time/time-unit.ts';

/** The smallest and largest first and second elements of a series' points. */
export interface PointExtents {
  /** Of the first elements, which are values in the contract. */
  readonly values: () => NumberExtent;
  /** Of the second elements, which are times in the contract. */
  readonly times: NumberExtent;
}

/** For messages. */
export const swappedPoint = '[value, time]; they were read as [time, value], since only that fits the asked range';

/**
 * Whether points are written [time, value]: the second elements lie outside of the requested range in every unit, and the first elements lie
 * inside.
 */
export function areSwapped({ values, times }: PointExtents, asked: AskedRange | undefined): boolean {
  return asked !== undefined && !overlapsInAnyUnit(times, asked) && overlapsInAnyUnit(values(), asked);
}
