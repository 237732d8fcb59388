import { isPlainlyTime } from '../result/points-of-pairs.ts';
import { isJsonObject, type JsonObject } from '../json/json-value.ts';

/** How servers call what the contract calls `time`, `timeEnd` and `text`, likeliest first. */
const aliases = {
  time: [
    'timestamp',
    '@timestamp',
    'date',
    'datetime',
    'start',
    'startTime',
    'start_time',
    'created_at',
    'createdAt',
    'ts',
    'when',
  ],
  timeEnd: ['end', 'endTime', 'end_time', 'stop'],
  text: ['message', 'description', 'body', 'summary', 'msg'],
} as const;

/**
 * The names under which events have their time, end and text, told from the first event. Empty where that has a `time`, or nothing that
 * is a time without doubt.
 */
export function eventAliases(events: readonly unknown[]): Readonly<Record<string, string>> {
  const [first] = events;
  if (!isJsonObject(first) || Object.hasOwn(first, 'time')) return {};
  const time = findName(first, aliases.time, isPlainlyTime);
  if (time === undefined) return {};
  const end = findName(first, aliases.timeEnd, isPlainlyTime);
  const text = Object.hasOwn(first, 'text')
    ? undefined
    : findName(first, aliases.text, (value) => typeof value === 'string');
  return { time, ...(end !== undefined && { timeEnd: end }), ...(text !== undefined && { text }) };
}

function findName(object: JsonObject, names: readonly string[], fits: (value: unknown) => boolean): string | undefined {
  return names.find((name) => Object.hasOwn(object, name) && fits(object[name]));
}
