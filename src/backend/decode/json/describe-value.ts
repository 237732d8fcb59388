import { isJsonArray, isJsonObject } from './json-value.ts';
import { parseText } from './parse-text.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

const maxTextLength = 60;
const maxStartLength = 300;
const maxKeys = 3;

/** A parsed JSON value in a few words, for messages: scalars as JSON, short arrays as JSON, the rest by its size. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quoteStart(value);
  if (isJsonArray(value)) return describeArray(value);
  if (isJsonObject(value)) return describeObject(value);
  return parseText(value) ?? 'null';
}

/** The start of a text that says something, long enough for a sentence or the end of a stack trace. */
export function describeStart(text: string): string {
  return quoteStart(text, maxStartLength);
}

/** A text as JSON, or its beginning with a mark behind it that there is more. */
export function quoteStart(text: string, maxLength = maxTextLength): string {
  return JSON.stringify(cutText(text, maxLength, '')) + (text.length > maxLength ? '…' : '');
}

function describeArray(array: readonly unknown[]): string {
  if (array.length <= 4 && array.every((item) => typeof item !== 'object' || item === null)) {
    const text = `[${array.map(describeValue).join(', ')}]`;
    if (text.length <= maxTextLength) return text;
  }
  return `an array of ${array.length}`;
}

function describeObject(object: object): string {
  const keys = Object.keys(object);
  if (keys.length === 0) return '{}';
  const named = keys
    .slice(0, maxKeys)
    .map((key) => quoteStart(key))
    .join(', ');
  return `an object with ${named}${keys.length > maxKeys ? ` and ${keys.length - maxKeys} more` : ''}`;
}
