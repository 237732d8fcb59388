import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';

/** Replaces arrays of one scalar by the scalar: R writes every scalar as such an array (`"target": ["cpu"]`) unless told otherwise. */
export function unboxed(elements: readonly unknown[]): readonly unknown[] {
  const [first] = elements;
  if (!isJsonObject(first) || !names.some((name) => isBoxed(first[name]))) return elements;
  return elements.map((element) => (isJsonObject(element) ? unboxObject(element) : element));
}

/** Properties that are never arrays in the contract. */
const names = ['target', 'refId', 'type', 'text', 'value', 'time', 'title', 'name'] as const;

function isBoxed(value: unknown): value is readonly [unknown] {
  return isJsonArray(value) && value.length === 1 && typeof value[0] !== 'object';
}

function unbox(value: unknown): unknown {
  return isBoxed(value) ? value[0] : value;
}

const lists: ReadonlySet<string> = new Set(['datapoints', 'points', 'values', 'fields']);

function unboxObject(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, lists.has(key) ? value : unboxPart(value)]),
  );
}

/** Of a column (an object), a row (an array) or labels (an object). */
function unboxPart(value: unknown): unknown {
  if (isBoxed(value)) return value[0];
  if (isJsonArray(value)) return value.map((item) => (isJsonArray(item) ? item.map(unbox) : isJsonObject(item) ? unboxObject(item) : item)); // prettier-ignore
  return isJsonObject(value) ? unboxObject(value) : value;
}
