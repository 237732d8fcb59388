import { types } from 'node:util';
import { describeError } from './describe-error.ts';
import type { LogBudget } from './log-budget.ts';

/** What JSON.stringify takes without calling anybody's code. */
export type LogValue = string | number | boolean | null | readonly LogValue[] | { readonly [key: string]: LogValue };

/**
 * Any value as plain data: BigInt, NaN, functions and symbols as text, Errors as their stack with causes, bytes as their
 * count, cycles and whatever throws when it is read as a remark. Never throws.
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
const punctuation = 4;

function convert(value: unknown, walk: Walk): LogValue {
  if (typeof value === 'string') return walk.budget.take(value);
  if (typeof value === 'object' && value !== null) return convertObject(value, walk);
  return convertPrimitive(value, walk.budget);
}

function convertPrimitive(value: unknown, budget: LogBudget): LogValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) {
    budget.spend(24);
    return value;
  }
  // A function's text is its source.
  if (typeof value === 'function') return '[function]';
  return budget.take(String(value));
}

function convertObject(value: object, { budget, ancestors }: Walk): LogValue {
  if (ancestors.includes(value)) return '[cycle]';
  if (ancestors.length === maxDepth) return '[nested deeper]';
  const inner = { budget, ancestors: [...ancestors, value] };
  try {
    if (types.isNativeError(value) || value instanceof Error) return budget.take(describeError(value));
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof Map) return convertEntries(value.entries(), inner);
    if (Array.isArray(value) || value instanceof Set) return convertItems(value, inner);
    if ('toJSON' in value && typeof value.toJSON === 'function') return convert(value.toJSON(), inner);
    return convertEntries(readEntries(value), inner);
  } catch (error) {
    return budget.take(`[unreadable: ${describeError(error)}]`);
  }
}

function convertItems(items: Iterable<unknown>, walk: Walk): LogValue {
  const converted: LogValue[] = [];
  for (const item of items) {
    if (walk.budget.isSpent()) return [...converted, '[cut]'];
    walk.budget.spend(punctuation);
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
    walk.budget.spend(punctuation);
    if (item !== undefined) converted.push([walk.budget.take(String(key)), convert(item, walk)]);
  }
  return Object.fromEntries(converted);
}

/** The object's own entries; one that throws when it is read appears as the error it threw. */
export function* readEntries(value: object): Generator<[string, unknown]> {
  for (const key of Object.keys(value)) {
    let item: unknown;
    try {
      item = Reflect.get(value, key);
    } catch (error) {
      item = error;
    }
    yield [key, item];
  }
}
