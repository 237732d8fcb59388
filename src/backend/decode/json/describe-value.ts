import { isJsonArray, isJsonObject } from './json-value.ts';
import { parseText } from './parse-text.ts';

const maxTextLength = 60;
const maxKeys = 3;

/** A parsed JSON value in a few words, for messages: scalars as JSON, short arrays as JSON, the rest by its size. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return describeText(value);
  if (isJsonArray(value)) return describeArray(value);
  if (isJsonObject(value)) return describeObject(value);
  return parseText(value) ?? 'null';
}

function describeText(text: string): string {
  return text.length <= maxTextLength ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, maxTextLength))}…`;
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
  const named = keys.slice(0, maxKeys).map(describeText).join(', ');
  return `an object with ${named}${keys.length > maxKeys ? ` and ${keys.length - maxKeys} more` : ''}`;
}
