import { tagKeys, tagValues } from '../data/example-hosts.ts';
import { targetNames } from '../data/example-metric.ts';
import { jsonObject } from '../request/json-object.ts';

/**
 * POST /search: what contains the typed text, whatever its case, or everything; and for a variable the values of `hosts` or `regions`.
 * @throws {HttpError} when the body is not an object.
 */
export function answerSearch(body: unknown): readonly (string | { text: string; value: string })[] {
  const { target } = jsonObject(body, 'the body');
  const typed = typeof target === 'string' ? target.trim() : '';
  const options = variableOptions(typed);
  if (options.length > 0) return options.map((value) => ({ text: value, value }));
  return targetNames.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
}

/**
 * POST /variable of the later dialect.
 * @throws {HttpError} when the body or its payload is not an object.
 */
export function answerVariable(body: unknown): readonly { __text: string; __value: string }[] {
  const { target } = jsonObject(jsonObject(body, 'the body')['payload'], '"payload"');
  const typed = typeof target === 'string' ? target.trim() : '';
  const options = typed === '' ? targetNames : variableOptions(typed);
  return options.map((value) => ({ __text: value, __value: value }));
}

function variableOptions(typed: string): readonly string[] {
  const key = tagKeys.find((tagKey) => typed === `${tagKey}s`);
  return key === undefined ? [] : tagValues(key);
}
