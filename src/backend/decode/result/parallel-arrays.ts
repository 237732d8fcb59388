import { isJsonArray, ownValue, type JsonObject } from '../json/json-value.ts';

export interface ParallelArrays {
  readonly timesKey: string;
  readonly times: readonly unknown[];
  readonly values: readonly unknown[];
}

const timesKeys = ['timestamps', 'times', 'time', 'x'] as const;
const valuesKeys = ['values', 'value', 'y'] as const;

/** Finds the times and the values of a series in two arrays of one length; undefined when an object has no such arrays. */
export function findParallelArrays(object: JsonObject): ParallelArrays | undefined {
  const timesKey = timesKeys.find((key) => isJsonArray(ownValue(object, key)));
  const valuesKey = valuesKeys.find((key) => isJsonArray(ownValue(object, key)));
  if (timesKey === undefined || valuesKey === undefined) return undefined;
  const [times, values] = [object[timesKey], object[valuesKey]];
  return isJsonArray(times) && isJsonArray(values) && times.length === values.length
    ? { timesKey, times, values }
    : undefined;
}
