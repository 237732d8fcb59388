import { isPlainlyTime } from '../result/points-of-pairs.ts';
import { isJsonObject, type JsonObject } from '../json/json-value.ts';

/** What servers call the contract's `time`, `timeEnd` and `text`, the most likely names first. */
const aliases: Readonly<Record<'time' | 'timeEnd' | 'text', readonly string[]>> = {
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
};

/**
 * The other names under which events have their time, end and text, told from the first event; empty where no time is found. A time, an end, and a
 * text or title under the contract's names count.
 */
export function eventAliases(events: readonly unknown[]): Readonly<Record<string, string>> {
  const [first] = events;
  if (!isJsonObject(first)) return {};
  const has = (name: string): boolean => Object.hasOwn(first, name);
  const time = has('time') ? {} : aliasOf('time', first, isPlainlyTime);
  if (!has('time') && !Object.hasOwn(time, 'time')) return {};
  const end = has('timeEnd') ? {} : aliasOf('timeEnd', first, isPlainlyTime);
  const hasText = has('text') || (has('time') && has('title'));
  return { ...time, ...end, ...(hasText ? {} : aliasOf('text', first, isText)) };
}

function aliasOf(
  key: keyof typeof aliases,
  object: JsonObject,
  fits: (value: unknown) => boolean,
): Readonly<Record<string, string>> {
  const found = aliases[key].find((name) => Object.hasOwn(object, name) && fits(object[name]));
  return found === undefined ? {} : { [key]: found };
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
