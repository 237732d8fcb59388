import { isJsonObject, ownValue, withoutBigInts, type JsonObject } from '../json/json-value.ts';
import { parseNumber } from '../column/parse-number.ts';
import type { ProblemList } from '../json/problem-list.ts';

/** Reads one property of a server's object; undefined when the value is not of the kind. */
export interface PropertyKind<T> {
  /** For messages: "a number". */
  readonly expected: string;
  parse(value: unknown): T | undefined;
}

export type PropertyKinds<T> = { readonly [Key in keyof T]-?: PropertyKind<Exclude<T[Key], undefined>> };

/**
 * The properties of an object that are known and of their kind. The others are left out: unknown ones silently, as a
 * host would do, known ones of another kind with a problem, since a single one of them fails the whole frame there.
 */
export function parseProperties<T extends object>(
  object: JsonObject,
  kinds: PropertyKinds<T>,
  report: (key: string, expected: string, got: unknown) => void,
): Partial<T> {
  const entries: [string, unknown][] = [];
  for (const [key, kind] of Object.entries<PropertyKind<unknown>>(kinds)) {
    const value = ownValue(object, key);
    if (value == null) continue;
    const parsed = kind.parse(value);
    if (parsed === undefined) report(key, kind.expected, value);
    else entries.push([key, parsed]);
  }
  return Object.fromEntries(entries) as Partial<T>;
}

/** Reports the properties of the object at `path`. */
export function reportAt(path: string, problems: ProblemList): (key: string, expected: string, got: unknown) => void {
  return (key, expected, got) => {
    problems.add(`${path}.${key}`, expected, got);
  };
}

export const textKind: PropertyKind<string> = {
  expected: 'text',
  parse: (value) => (typeof value === 'string' ? value : undefined),
};

export const booleanKind: PropertyKind<boolean> = {
  expected: 'true or false',
  parse: (value) => (typeof value === 'boolean' ? value : undefined),
};

export const numberKind: PropertyKind<number> = {
  expected: 'a number',
  parse: (value) => {
    const number = typeof value === 'boolean' ? undefined : parseNumber(value);
    return number == null || !Number.isFinite(Number(number)) ? undefined : Number(number);
  },
};

/** Of one property as JSON: it travels in one piece, from thread to thread and to the host. */
const maxJsonLength = 512 * 1024;
const short = ` of at most ${maxJsonLength} characters as JSON`;

export const objectKind: PropertyKind<Readonly<Record<string, unknown>>> = {
  expected: `an object${short}`,
  parse: (value) => {
    const copy = isJsonObject(value) ? withoutBigInts(value, maxJsonLength) : undefined;
    return isJsonObject(copy) ? copy : undefined;
  },
};

/** An array all of whose elements pass a test. */
export function arrayKind(expected: string, accepts: (element: unknown) => boolean): PropertyKind<readonly unknown[]> {
  return {
    expected: expected + short,
    parse: (value) => {
      const copy = Array.isArray(value) && value.every(accepts) ? withoutBigInts(value, maxJsonLength) : undefined;
      return Array.isArray(copy) ? copy : undefined;
    },
  };
}

/** One of some words. */
export function wordKind<Word extends string>(words: readonly Word[]): PropertyKind<Word> {
  return {
    expected: `one of ${words.map((word) => `"${word}"`).join(', ')}`,
    parse: (value) => words.find((word) => word === value),
  };
}
