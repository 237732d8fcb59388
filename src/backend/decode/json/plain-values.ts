import { isJsonArray, isJsonObject, ownValue, type JsonObject } from './json-value.ts';

/**
 * What libraries write around values, taken off: .NET's references and types (`$id`, `$values`, `$ref`, `$type`) and MongoDB's typed values
 * (`{"$date": …}`, `{"$numberLong": "1"}`, `{"$oid": …}`).
 */
export function toPlainValue(value: unknown): unknown {
  return toPlain(value, new Map());
}

/** Whether JSON may have any: one look for two bytes. */
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

/** Labels and columns, as they repeat; a series that is referred to ten thousand times would fill the memory. */
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
