import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { isOption } from './parse-options.ts';

/** Keys of objects that are no lists: errors, greetings, states. */
const otherKeys: ReadonlySet<string> = new Set([
  ...[
    'message',
    'msg',
    'error',
    'errors',
    'detail',
    'details',
    'exception',
    'status',
    'statuscode',
    'code',
    'success',
    'ok',
  ],
  ...['version', 'service', 'hello', 'uptime', 'health', 'info', 'description', 'timestamp'],
]);

/**
 * The values of `{"cpu": "CPU load", "mem": "Memory"}`, which the original plugin took as well as an array of them. They are
 * scalars, options or arrays of scalars; where all are `true`, the keys are meant. Undefined for an object that is something else.
 * Source: grafana/simple-json-datasource, mapToTextValue.
 */
export function optionMapValues(object: JsonObject): readonly unknown[] | undefined {
  const entries = Object.entries(object);
  const isMap =
    entries.length > 0 && entries.every(([key, value]) => !otherKeys.has(key.toLowerCase()) && isValue(value));
  if (!isMap) return undefined;
  const isSet = entries.every(([, value]) => value === true);
  return entries.map(([key, value]) => (isSet ? key : value));
}

function isValue(value: unknown): boolean {
  if (isJsonArray(value)) return value.every((item) => typeof item !== 'object');
  return isJsonObject(value) ? isOption(value) : true;
}
