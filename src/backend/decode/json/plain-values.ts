import { isJsonArray, isJsonObject, ownValue, type JsonObject } from './json-value.ts';

/**
 * Removes what libraries write around values: .NET's references and types (`$id`, `$values`, `$ref`, `$type`) and MongoDB's typed values
 * (`{"$date": …}`, `{"$numberLong": "1"}`, `{"$oid": …}`).
 */
export function toPlainValue(value: unknown): unknown {
  return toPlain(value, new Map());
}

/** Whether a body may hold such values: a search for two bytes. */
export function mayHoldTypedValues({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).includes(mark);
}

const mark = Buffer.from('"$');

function toPlain(value: unknown, known: Map<unknown, unknown>): unknown {
  if (isJsonArray(value)) return value.map((item) => toPlain(item, known));
  if (!isJsonObject(value)) return value;
  if (!Object.keys(value).some((key) => key.startsWith('$'))) return plainProperties(value, known);
  if (Object.hasOwn(value, '$ref')) return repeated(known.get(value['$ref']));
  const typed = typedValue(value);
  if (typed !== undefined) return toPlain(typed.value, known);
  const plain = Object.hasOwn(value, '$values') ? toPlain(value['$values'], known) : plainProperties(value, known);
  if (Object.hasOwn(value, '$id')) known.set(value['$id'], plain);
  return plain;
}

const maxRepeatedKeys = 20;

/** The value of a reference, if it is as small as labels or a column: ten thousand references to a series would fill the memory. */
function repeated(value: unknown): unknown {
  if (!isJsonObject(value)) return null;
  const parts = Object.values(value);
  return parts.length <= maxRepeatedKeys && parts.every((part) => typeof part !== 'object') ? value : null;
}

const marks: ReadonlySet<string> = new Set(['$id', '$type']);

function plainProperties(object: JsonObject, known: Map<unknown, unknown>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => (marks.has(key) ? [] : [[key, toPlain(value, known)] as const])),
  );
}

const typeKeys = ['$date', '$numberLong', '$numberInt', '$numberDouble', '$numberDecimal', '$oid', '$uuid'] as const;

/** MongoDB Extended JSON, version 2: an object of that one key. */
function typedValue(object: JsonObject): { readonly value: unknown } | undefined {
  const key = typeKeys.find((name) => Object.hasOwn(object, name));
  return key === undefined || Object.keys(object).length > 1 ? undefined : { value: ownValue(object, key) };
}
