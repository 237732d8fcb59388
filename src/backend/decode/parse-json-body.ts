import { answerLimits } from './answer-limits.ts';
import { DecodeError } from './decoded-answer.ts';
import { describeValue } from './describe-value.ts';
import { findLongInteger } from './find-long-integer.ts';
import { findJsonExcess, type JsonLimits } from './measure-json.ts';
import { replaceBareNumbers } from './replace-bare-numbers.ts';

/**
 * A body as a JSON value; undefined when it is empty or blank. Integers that a double cannot hold exactly are
 * bigints. Bare `NaN` and `Infinity`, which Python writes, are read too.
 * @throws {DecodeError} when the body is not JSON, or holds more than it may: the latter before anything is made of it.
 */
export function parseJsonBody(body: Uint8Array, limits: JsonLimits = answerLimits.query): unknown {
  const excess = findJsonExcess(body, limits);
  if (excess !== undefined) throw new DecodeError(excessText(excess, body, limits));
  const text = decodeText(body);
  if (text.trim() === '') return undefined;
  const parse = findLongInteger(body) ? parseWithLongIntegers : parsePlain;
  try {
    return parse(text);
  } catch (cause) {
    const repaired = replaceBareNumbers(text);
    if (repaired === text) throw notJson(text, cause);
    return parseRepaired(repaired, parse);
  }
}

function excessText(excess: keyof JsonLimits, { length }: Uint8Array, limits: JsonLimits): string {
  switch (excess) {
    case 'maxDepth':
      return `expected arrays and objects at most ${limits.maxDepth} levels deep inside each other, got more`;
    case 'maxValues':
      return `expected at most ${limits.maxValues} values in a list or in annotations, got more; let the server send fewer`;
    case 'maxHeapBytes': {
      const needed = `the answer of ${length} bytes holds more values than fit into ${inMebibytes(limits.maxHeapBytes)}`;
      return `${needed}, which is what one answer may take here while it is read; ask for less (a shorter time range, fewer points)`;
    }
  }
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

const maxIntegerLength = 64;

function decodeText(body: Uint8Array): string {
  try {
    return new TextDecoder().decode(body);
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

function parseRepaired(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw notJson(text, cause);
  }
}

function notJson(text: string, cause: unknown): DecodeError {
  if (cause instanceof RangeError) return new DecodeError('the answer is nested too deeply to be read', cause);
  const start = text.trimStart();
  if (!/^[[{]/.test(start)) return new DecodeError(`expected JSON, got ${describeValue(start)}`, cause);
  return new DecodeError(
    `the answer is not whole JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  );
}
