import { inspect, types } from 'node:util';
import { describeError, isError } from './describe-error.ts';
import type { LogBudget } from './log-budget.ts';

/** Plain data: JSON.stringify calls no code of others for it. */
export type LogValue = string | number | boolean | null | readonly LogValue[] | { readonly [key: string]: LogValue };

/**
 * Any value as plain data: BigInt, NaN, functions and symbols become texts, Errors their stack with causes, bytes their number; cycles and
 * properties that throw become a note in brackets; undefined properties are left out. Never throws.
 */
export function toLogValue(value: unknown, budget: LogBudget): LogValue {
  return convert(value, { budget, ancestors: [] });
}

interface Walk {
  readonly budget: LogBudget;
  readonly ancestors: readonly object[];
}

const maxDepth = 8;
/** Of a property: two quotes, colon and comma. */
const punctuationLength = 4;
const longestNumberLength = 24;

function convert(value: unknown, walk: Walk): LogValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return walk.budget.take(value);
  if (typeof value === 'object') return convertObject(value, walk);
  if (typeof value === 'bigint') return walk.budget.take(value.toString());
  // `inspect` or `String` would show its source.
  if (typeof value === 'function') return '[function]';
  walk.budget.spend(longestNumberLength);
  return typeof value === 'number' && Number.isFinite(value) ? value : inspect(value);
}

function convertObject(value: object, { budget, ancestors }: Walk): LogValue {
  if (ancestors.includes(value)) return '[cycle]';
  if (ancestors.length === maxDepth) return '[nested deeper]';
  try {
    return describeOpaque(value, budget) ?? convertContents(value, { budget, ancestors: [...ancestors, value] });
  } catch (error) {
    return budget.take(`[unreadable: ${describeError(error)}]`);
  }
}

/** Objects for which a description is more useful than their properties. */
function describeOpaque(value: object, budget: LogBudget): LogValue | undefined {
  if (isError(value)) return budget.take(describeError(value));
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return `[${value.byteLength} bytes]`;
  return undefined;
}

function convertContents(value: object, walk: Walk): LogValue {
  if (value instanceof Map) return convertEntries(value.entries(), walk);
  if (Array.isArray(value) || value instanceof Set) return convertItems(value, walk);
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson === 'function') return convert(Reflect.apply(toJson, value, []), walk);
  return convertEntries(readEntries(value), walk);
}

function convertItems(items: Iterable<unknown>, walk: Walk): LogValue {
  const converted: LogValue[] = [];
  for (const item of items) {
    if (walk.budget.isSpent()) return [...converted, '[cut]'];
    walk.budget.spend(punctuationLength);
    converted.push(convert(item, walk));
  }
  return converted;
}

function convertEntries(entries: Iterable<[unknown, unknown]>, walk: Walk): LogValue {
  const converted: [string, LogValue][] = [];
  for (const [key, item] of entries) {
    if (walk.budget.isSpent()) {
      converted.push(['…', '[cut]']);
      break;
    }
    walk.budget.spend(punctuationLength);
    if (item !== undefined) converted.push([walk.budget.take(String(key)), convert(item, walk)]);
  }
  return Object.fromEntries(converted);
}

/** The properties of an object. For one that throws when it is read, the value is the error. */
function* readEntries(value: object): Generator<[string, unknown]> {
  for (const key of Object.keys(value)) yield [key, readProperty(value, key)];
}

function readProperty(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch (error) {
    return error;
  }
}
