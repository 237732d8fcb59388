import { DecodeError } from '../answer/decoded-answer.ts';
import { wordsInJson } from '../../server-words/words-in-json.ts';
import { describeStart, describeValue } from '../json/describe-value.ts';
import { findStatedError } from './find-stated-error.ts';
import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { statedError } from './stated-error.ts';
import { unboxed } from './unboxed.ts';

/** What the elements of an answer are, apart from the envelope around them. */
export interface AnswerContent {
  /** For messages: "an array of series, tables or frames". */
  readonly expected: string;
  /** Whether an object is one element of the answer, not an envelope around them. */
  readonly isElement: (object: JsonObject) => boolean;
  /** Finds elements in an object that is not one itself, in other ways than by the known envelopes. */
  readonly elementsOf?: (object: JsonObject) => readonly unknown[] | undefined;
  /** Whether a list of scalars may be one. */
  readonly takesScalars?: boolean;
  /** Reads JSON that lies as text in an answer. */
  readonly readText: (text: string) => unknown;
}

/**
 * The elements of an answer: those of an array, a single element, or what lies under `results`, `data`, `series` or
 * `annotations`. Nothing, null, `{}` and an empty array hold none.
 * @throws {DecodeError} when the answer has another form, or reports an error.
 */
export function openEnvelope(answer: unknown, what: AnswerContent): readonly unknown[] {
  const { expected, isElement, readText } = what;
  let content = answer;
  for (let depth = 0; depth < maxDepth && isJsonObject(content) && !isElement(content); depth++) {
    throwIfStated(statedError(content));
    const key = findEnvelopeKey(content);
    if (key === undefined) break;
    content = contentAt(content, key, readText);
  }
  if (isNothing(content)) return [];
  if (isJsonObject(content)) return elementsOfObject(content, what);
  if (!isJsonArray(content)) throw new DecodeError(`expected ${expected}, got ${describeContent(content)}`);
  const elements = unboxed(content.length > 0 && content.every(isJsonText) ? content.map(readText) : content);
  throwIfStated(findStatedError(elements, isElement));
  return elements;
}

/** Services such as AWS Lambda put the answer into a text. */
function contentAt(object: JsonObject, key: string, readText: AnswerContent['readText']): unknown {
  const content = object[key];
  if (typeof content !== 'string') return content;
  const text = object['isBase64Encoded'] === true ? Buffer.from(content, 'base64').toString() : content;
  return isJsonText(text) ? readText(text) : content;
}

function isJsonText(text: unknown): text is string {
  return typeof text === 'string' && /^\s*(?:\[|\{\s*")/.test(text);
}

function elementsOfObject(content: JsonObject, what: AnswerContent): readonly unknown[] {
  const { expected, isElement, elementsOf } = what;
  if (isElement(content)) {
    throwIfStated(findStatedError([content], isElement));
    return unboxed([content]);
  }
  const others = elementsOf?.(content);
  if (others !== undefined) return others;
  throwIfStated(errorOfParts(content));
  const only = onlyListKey(content, what.takesScalars ?? false);
  if (only !== undefined) return openEnvelope(contentAt(content, only, what.readText), what);
  throw new DecodeError(`expected ${expected}, got ${describeContent(content)}`);
}

/** The message of the first property that is an error object, for an object that is no answer itself. */
function errorOfParts(object: JsonObject): string | undefined {
  const errors = Object.values(object).map((part) => (isJsonObject(part) ? statedError(part) : undefined));
  return errors.find((words) => words !== undefined);
}

function throwIfStated(words: string | undefined): void {
  if (words !== undefined) throw new DecodeError(words, undefined, 'stated');
}

const envelopeKeys = ['results', 'data', 'series', 'annotations'] as const;
/** Only where they hold an object, an array, or JSON as text. */
const otherEnvelopeKeys = [
  'result',
  'items',
  'response',
  'payload',
  'rows',
  'd',
  'body',
  'hits',
  '_embedded',
  'table',
] as const;
const envelopeNames: ReadonlySet<string> = new Set(envelopeKeys);
const maxDepth = 4;

function findEnvelopeKey(object: JsonObject): string | undefined {
  const key = envelopeKeys.find((name) => Object.hasOwn(object, name));
  return (
    key ??
    Object.keys(object).find((name) => envelopeNames.has(name.toLowerCase())) ??
    otherEnvelopeKeys.find((name) => typeof ownValue(object, name) === 'object' || mayBeText(object, name))
  );
}

function mayBeText(object: JsonObject, key: string): boolean {
  return isJsonText(ownValue(object, key)) || (key === 'body' && object['isBase64Encoded'] === true);
}

/** The key of the only list of objects or arrays in an answer, whatever it is called: `{"metrics": [{…}], "total": 1}`. */
function onlyListKey(object: JsonObject, takesScalars: boolean): string | undefined {
  const lists = Object.entries(object).filter(
    ([key, value]) => !asides.test(key) && (isList(value, takesScalars) || isJsonText(value)),
  );
  return lists.length === 1 ? lists[0]?.[0] : undefined;
}

function isList(value: unknown, takesScalars: boolean): boolean {
  return (
    isJsonArray(value) &&
    value.length > 0 &&
    value.every((item) => takesScalars || (typeof item === 'object' && item !== null))
  );
}

/** Keys that stand beside an answer in an envelope. */
const asides = /error|warning|message|notice|link|header|log|trace|_meta|^meta$/i;

function isNothing(content: unknown): boolean {
  return content == null || (isJsonObject(content) && Object.keys(content).length === 0);
}

/** An object's own words help more than the names of its keys. */
function describeContent(content: unknown): string {
  const words = isJsonObject(content) ? wordsInJson(content) : undefined;
  return describeValue(content) + (words === undefined ? '' : `: ${describeStart(words)}`);
}
