import { HttpError } from '../request/http-error.ts';
import { tagKeys, tagValues } from '../data/example-hosts.ts';
import { jsonObject } from '../request/json-object.ts';

/** POST /tag-keys. */
export function answerTagKeys(): readonly { type: string; text: string }[] {
  return tagKeys.map((text) => ({ type: 'string', text }));
}

/**
 * POST /tag-values.
 * @throws {HttpError} when the key is not one of /tag-keys.
 */
export function answerTagValues(body: unknown): readonly { text: string }[] {
  const { key } = jsonObject(body, 'the body');
  const known = tagKeys.find((tagKey) => tagKey === key);
  if (known === undefined) throw new HttpError(`expected "key" to be one of: ${tagKeys.join(', ')}`);
  return tagValues(known).map((text) => ({ text }));
}
