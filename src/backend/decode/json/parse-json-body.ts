import { wordsOfPage } from '../../server-words/words-of-page.ts';
import { answerLimits, maxLooseLength } from './answer-limits.ts';
import { DecodeError } from '../answer/decoded-answer.ts';
import { describeJsonBreak } from './describe-json-break.ts';
import { describeStart } from './describe-value.ts';
import { findLongInteger } from './find-long-integer.ts';
import { findJsonExcess, type JsonLimits } from './measure-json.ts';
import { findJsonDocuments } from './json-documents.ts';
import { replaceBareNumbers } from './replace-bare-numbers.ts';
import { mayHoldTypedValues, toPlainValue } from './plain-values.ts';
import { stripWrapping } from '../loose/strip-wrapping.ts';
import { toStrictJson } from '../loose/to-strict-json.ts';

export interface ParseLimits extends JsonLimits {
  /** Longer bodies are not repaired here, which takes ten times as long as parsing; no limit but `maxLooseLength` unless told. */
  readonly maxRepairedBytes?: number | undefined;
}

/** The body is no JSON as it is, and longer than what may be repaired here. It was not read any further. */
export class LongRepairError extends Error {}

/**
 * A body as a JSON value; undefined when it is empty or blank. Integers that a double cannot hold exactly are
 * bigints. Bare `NaN` and `Infinity`, which Python writes, are read too, and several documents in one body as one array.
 * @throws {DecodeError} when the body is not JSON, or holds more than it may: the latter before anything is made of it.
 * @throws {LongRepairError}
 */
export function parseJsonBody(body: Uint8Array, limits: ParseLimits = answerLimits.query): unknown {
  const value = parseBody(body, limits);
  return mayHoldTypedValues(body) ? toPlainValue(value) : value;
}

function parseBody(body: Uint8Array, limits: ParseLimits): unknown {
  const excess = findJsonExcess(body, limits);
  if (excess !== undefined) throw new DecodeError(excessText(excess, body, limits), undefined, 'too-large');
  const text = decodeText(body);
  if (text.trim() === '') return undefined;
  const parse = findLongInteger(body) ? parseWithLongIntegers : parsePlain;
  const plain = tryParse(text, parse);
  if (!('value' in plain)) {
    if (body.length > (limits.maxRepairedBytes ?? Infinity)) throw new LongRepairError('too long to be repaired here');
    return parseRepaired(stripWrapping(text), parse, limits);
  }
  // JSON in a text of JSON, as from servers that serialize twice.
  if (typeof plain.value !== 'string' || !/^\s*[[{]/.test(plain.value)) return plain.value;
  return parseBody(new TextEncoder().encode(plain.value), limits);
}

function parseRepaired(text: string, parse: ParseText, limits: ParseLimits): unknown {
  const plain = tryParse(text, parse);
  if ('value' in plain) return plain.value;
  const repaired = replaceBareNumbers(text);
  const read = repaired === text ? plain : tryParse(repaired, parse);
  if ('value' in read) return read.value;
  const documents = parseDocuments(repaired, parse);
  if (documents !== undefined) return documents;
  const strict = mayBeLoose(repaired) ? toStrictJson(repaired) : repaired;
  // Measured anew: tuples have become arrays.
  if (strict !== repaired && isJson(strict)) return parseBody(new TextEncoder().encode(strict), limits);
  throw notJson(repaired, read.cause);
}

function mayBeLoose(text: string): boolean {
  return text.length <= maxLooseLength && /^\s*(?:[[{(]|\/[/*])/.test(text);
}

function isJson(text: string): boolean {
  return 'value' in tryParse(text, parsePlain);
}

type ParseText = (text: string) => unknown;

function tryParse(text: string, parse: ParseText): { readonly value: unknown } | { readonly cause: unknown } {
  try {
    return { value: parse(text) };
  } catch (cause) {
    return { cause };
  }
}

/** Several documents one after the other, as one array: of them, and of what is in those that are arrays. */
function parseDocuments(text: string, parse: ParseText): readonly unknown[] | undefined {
  const documents = findJsonDocuments(text);
  try {
    return documents?.flatMap(([start, end]) => parse(text.slice(start, end)));
  } catch {
    return undefined;
  }
}

function excessText(excess: keyof JsonLimits, { length }: Uint8Array, limits: JsonLimits): string {
  switch (excess) {
    case 'maxDepth':
      return `expected arrays and objects at most ${limits.maxDepth} levels deep inside each other, got more`;
    case 'maxValues':
      return `expected at most ${limits.maxValues} values in a list or in annotations, got more; let the server send fewer`;
    case 'maxContainers':
      return `expected at most ${limits.maxContainers} arrays and objects in an answer, plain points not counted, got more; ${askForLess}`;
    case 'maxNames':
      return `expected at most ${limits.maxNames} different keys in the objects of an answer, got more; ${askForLess}`;
    case 'maxHeapBytes': {
      const needed = `the answer of ${length} bytes holds more values than fit into ${inMebibytes(limits.maxHeapBytes)}`;
      return `${needed}, which is what one answer may take here while it is read; ${askForLess}`;
    }
  }
}

const askForLess = 'ask for less (a shorter time range, fewer points)';

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

const maxIntegerLength = 64;

/** Without a state: nothing is decoded in parts. */
const decoder = new TextDecoder();

function decodeText(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new DecodeError(`the answer of ${body.length} bytes is too long to be read as text`, cause);
  }
}

function parsePlain(text: string): unknown {
  return JSON.parse(text);
}

function parseWithLongIntegers(text: string): unknown {
  return JSON.parse(text, keepLongInteger);
}

// The third parameter is newer than the library typings, which is why it is optional here.
function keepLongInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  if (source === undefined || source.length > maxIntegerLength || !/^-?\d+$/.test(source)) return value;
  return BigInt(source);
}

function notJson(text: string, cause: unknown): DecodeError {
  if (cause instanceof RangeError) return new DecodeError('the answer is nested too deeply to be read', cause);
  const start = text.trimStart();
  if (start.startsWith(gzipMark)) return new DecodeError(unlabelledGzip, cause);
  if (!/^[[{]/.test(start)) return notEvenSimilar(start, cause);
  const limit =
    text.length > maxLooseLength ? `; what only resembles JSON is read up to ${inMebibytes(maxLooseLength)}` : '';
  return new DecodeError(`the answer is not whole JSON: ${describeJsonBreak(text)}${limit}`, cause);
}

/** 1f 8b, of which the second is no UTF-8. */
const gzipMark = '\x1f\ufffd';
const unlabelledGzip =
  'expected JSON, got bytes compressed with gzip; let the server or the proxy before it say so: Content-Encoding: gzip';

function notEvenSimilar(start: string, cause: unknown): DecodeError {
  const words = wordsOfPage(start);
  if (words === undefined) return new DecodeError(`expected JSON, got ${describeStart(start)}`, cause);
  const kind = start.startsWith('<?xml') ? 'XML' : 'a web page';
  const got = words === '' ? `${kind} without words` : `${kind} that says ${describeStart(words)}`;
  return new DecodeError(`expected JSON, got ${got}`, cause, 'page');
}
