import type { NumberExtent, AskedRange } from '../time/time-unit.ts';
import { overlapsInAnyUnit } from '../time/time-unit.ts';

/** The numbers at both places of the points of a series. */
export interface PointExtents {
  /** Where the contract has the value. */
  readonly values: () => NumberExtent;
  /** Where the contract has the time. */
  readonly times: NumberExtent;
}

/** For messages. */
export const swappedPoint = '[value, time]; they were read as [time, value], since only that fits the asked range';

/**
 * Whether points are written [time, value]: what should be times lies outside the asked range in every unit, and what should be
 * values lies inside.
 */
export function areSwapped({ values, times }: PointExtents, asked: AskedRange | undefined): boolean {
  return asked !== undefined && !overlapsInAnyUnit(times, asked) && overlapsInAnyUnit(values(), asked);
}
