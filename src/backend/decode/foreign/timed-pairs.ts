import { isJsonArray } from '../json/json-value.ts';
import { parseNumber } from '../column/parse-number.ts';
import { isPlainlyTime } from '../result/points-of-pairs.ts';

/** Whether all are pairs of a time and a value, of which one is plainly a time and the other plainly none. */
export function areTimedPairs(pairs: readonly unknown[], timeAt: 0 | 1): boolean {
  return pairs.every((pair) => {
    if (!isJsonArray(pair) || pair.length !== 2 || !isPlainlyTime(pair[timeAt])) return false;
    const value = pair[1 - timeAt];
    return value === null || (typeof value !== 'object' && parseNumber(value) !== undefined && !isPlainlyTime(value));
  });
}
