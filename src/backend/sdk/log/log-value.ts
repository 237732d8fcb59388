import { inspect, types } from 'node:util';
import { describeError, isError } from './describe-error.ts';
import type { LogBudget } from './log-budget.ts';

/** What JSON.stringify takes without calling anybody's code. */
export type LogValue = string | number | boolean | null | readonly LogValue[] | { readonly [key: string]: LogValue };

/**
 * Any value as plain data: BigInt, NaN, functions and symbols as text, Errors as their stack with causes, bytes as their
 * count, cycles and whatever throws when it is read as a remark; undefined items of objects are left out. Never throws.
 */
export function toLogValue(value: unknown, budget: LogBudget): LogValue {
  return convert(value, { budget, ancestors: [] });
}

interface Walk {
  readonly budget: LogBudget;
  readonly ancestors: readonly object[];
}

const maxDepth = 8;
/** Quotes, colon and comma. */
const punctuationLength = 4;
const longestNumberLength = 24;

function convert(value: unknown, walk: Walk): LogValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return walk.budget.take(value);
  if (typeof value === 'object') return convertObject(value, walk);
  if (typeof value === 'bigint') return walk.budget.take(value.toString());
  // More about a function would be its source.
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

/** Objects whose contents say less than a description. */
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

/** An entry that throws when it is read appears as the error it threw. */
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
