import { DecodeError } from './decoded-answer.ts';
import { isResult } from './decode-result.ts';
import { describeValue } from './describe-value.ts';
import { isJsonArray, isJsonObject, ownValue } from './json-value.ts';
import type { JsonObject } from './json-value.ts';

/**
 * The results in an answer: those of an array, a single object, or what lies under `results`, `data` or `series`.
 * An array of plain objects is one result, a table. Nothing, null, `{}` and an empty array hold none.
 * @throws {DecodeError} when the answer is none of these.
 */
export function unwrapEnvelope(answer: unknown): readonly unknown[] {
  let content = answer;
  for (let depth = 0; depth < maxDepth && isJsonObject(content) && !isResult(content); depth++) {
    const key = envelopeKeys.find((name) => isJsonObject(content) && Object.hasOwn(content, name));
    if (key === undefined) break;
    content = content[key];
  }
  if (content == null) return [];
  if (isJsonArray(content)) return isDocuments(content) ? [content] : content;
  if (isJsonObject(content) && isResult(content)) return [content];
  if (isJsonObject(content) && Object.keys(content).length === 0) return [];
  throw new DecodeError(`expected an array of series, tables or frames, got ${describeContent(content)}`);
}

const envelopeKeys = ['results', 'data', 'series'] as const;
const maxDepth = 4;

function isDocuments(elements: readonly unknown[]): boolean {
  return elements.length > 0 && elements.every((element) => isJsonObject(element) && !isResult(element));
}

/** An error object's own words help more than the names of its keys. */
function describeContent(content: unknown): string {
  if (!isJsonObject(content)) return describeValue(content);
  const text = errorText(content);
  return describeValue(content) + (text === undefined ? '' : `: ${describeValue(text)}`);
}

function errorText(object: JsonObject): string | undefined {
  const texts = ['message', 'error', 'detail'].map((key) => ownValue(object, key));
  return texts.find((text) => typeof text === 'string');
}
