/** A JSON object as parsed: own properties only may be read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object, not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Array.isArray without its `any`. */
export function isJsonArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** An own property, so that a key such as `constructor` finds nothing where the server sent nothing. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** JSON text of a parsed value, long integers digit by digit; undefined when it is nested too deeply to be written. */
export function toJsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? rawNumber(item) : item));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * A copy without bigints, which become text: what is to travel on as JSON cannot hold them. Undefined as in `toJsonText`, and where it is
 * longer than that.
 */
export function withoutBigInts(value: unknown, maxLength = Infinity): unknown {
  try {
    const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
    return text.length > maxLength ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

// `JSON.rawJSON` is newer than the library typings this project compiles against.
function rawNumber(value: bigint): unknown {
  const json = JSON as typeof JSON & { rawJSON(text: string): unknown };
  return json.rawJSON(value.toString());
}

/** The value itself if it is an object, else an empty one: for optional parts. */
export function asJsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The value itself if it is an array, else an empty one: for optional parts. */
export function asJsonArray(value: unknown): readonly unknown[] {
  return isJsonArray(value) ? value : [];
}
