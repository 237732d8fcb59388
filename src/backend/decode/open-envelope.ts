import { DecodeError } from './decoded-answer.ts';
import { describeValue } from './describe-value.ts';
import { isJsonArray, isJsonObject, ownValue, type JsonObject } from './json-value.ts';

/** What an answer is made of, apart from being wrapped up. */
export interface AnswerContent {
  /** For messages: "an array of series, tables or frames". */
  readonly expected: string;
  /** Whether an object is one element of the answer, not an envelope around them. */
  readonly isElement: (object: JsonObject) => boolean;
}

/**
 * The elements of an answer: those of an array, a single element, or what lies under `results`, `data`, `series` or
 * `annotations`. Nothing, null, `{}` and an empty array hold none.
 * @throws {DecodeError} when the answer is none of these.
 */
export function openEnvelope(answer: unknown, { expected, isElement }: AnswerContent): readonly unknown[] {
  let content = answer;
  for (let depth = 0; depth < maxDepth && isJsonObject(content) && !isElement(content); depth++) {
    const key = findEnvelopeKey(content);
    if (key === undefined) break;
    content = content[key];
  }
  if (isJsonArray(content)) return content;
  if (isNothing(content)) return [];
  if (isJsonObject(content) && isElement(content)) return [content];
  throw new DecodeError(`expected ${expected}, got ${describeContent(content)}`);
}

const envelopeKeys = ['results', 'data', 'series', 'annotations'] as const;
const maxDepth = 4;

function findEnvelopeKey(object: JsonObject): string | undefined {
  return envelopeKeys.find((key) => Object.hasOwn(object, key));
}

function isNothing(content: unknown): boolean {
  return content == null || (isJsonObject(content) && Object.keys(content).length === 0);
}

/** An error object's own words help more than the names of its keys. */
function describeContent(content: unknown): string {
  const text = isJsonObject(content) ? errorText(content) : undefined;
  return describeValue(content) + (text === undefined ? '' : `: ${describeValue(text)}`);
}

function errorText(object: JsonObject): string | undefined {
  const texts = ['message', 'error', 'detail'].map((key) => ownValue(object, key));
  return texts.find((text) => typeof text === 'string');
}
