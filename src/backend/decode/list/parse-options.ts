import { plainKeys } from '../../server-words/words-in-json.ts';
import type { Field } from '../../sdk/dataframe/field.ts';
import type { DecodedResult } from '../answer/decoded-answer.ts';
import { decodeResult, isResult, isSeriesHeader } from '../result/decode-result.ts';
import { fieldCells } from '../column/field-cells.ts';
import { isJsonArray, isJsonObject, ownValue, withoutBigInts, type JsonObject } from '../json/json-value.ts';
import { parseText } from '../json/parse-text.ts';
import type { ResultSource } from '../result/result-source.ts';

/** Something to choose: a metric, a variable's value, a filter's key. */
export interface SearchOption {
  readonly text: string;
  readonly value: string | number | boolean;
  /** What the `/metrics` dialect says about a metric's further inputs, as it came. */
  readonly payloads?: readonly unknown[];
}

/** Whether an object says which of its properties is the text or the value. */
export function isOption(object: JsonObject): boolean {
  return [...textKeys, ...valueKeys].some((key) => Object.hasOwn(object, key)) && !holdsOptions(object);
}

/** Whether an object is a table or the like, whose cells are options. A `target` without points is an option itself. */
export function holdsOptions(object: JsonObject): boolean {
  return isResult(object) && !isSeriesHeader(object);
}

/** The options in one element of an answer: none for null, one for a scalar or an option, many for a table or an array of scalars. */
export function parseOptions(element: unknown, source: ResultSource): readonly SearchOption[] {
  if (isJsonObject(element) && !holdsOptions(element)) return objectOptions(element);
  if (typeof element !== 'object' || element === null) return toOption(element, element);
  if (isJsonArray(element) && element.every((cell) => typeof cell !== 'object' || cell === null)) {
    return element.flatMap((cell) => toOption(cell, cell));
  }
  if (isJsonArray(element) && !element.every(isJsonObject)) {
    source.problems.add(source.path, 'text, a number or an object with "text" and "value"', element);
    return [];
  }
  return resultOptions(decodeResult(element, source));
}

function objectOptions(object: JsonObject): readonly SearchOption[] {
  const members = groupMembers(object);
  if (members !== undefined) return members;
  if (isOption(object)) return pairOption(object);
  return recordOption(object) ?? Object.values(object).flatMap((cell) => toOption(cell, cell));
}

/** The options of a group, `{"label": "CPU", "options": [{"value": "user"}]}`; a metric has such options in its payloads only. */
function groupMembers(object: JsonObject): readonly SearchOption[] | undefined {
  const key = groupKeys.find((name) => isJsonArray(ownValue(object, name)));
  const members = key === undefined ? undefined : object[key];
  if (!isJsonArray(members) || members.length === 0 || !isOption(object)) return undefined;
  if (!members.every((member) => typeof member !== 'object' || isJsonObject(member))) return undefined;
  return members.flatMap((member) => (isJsonObject(member) ? objectOptions(member) : toOption(member, member)));
}

const groupKeys = ['options', 'children'] as const;

const textKeys = ['__text', 'text', 'label'] as const;
const valueKeys = ['__value', 'value'] as const;

function pairOption(object: JsonObject): readonly SearchOption[] {
  const text = firstValue(object, textKeys);
  const value = firstValue(object, valueKeys);
  const payloads = withoutBigInts(ownValue(object, 'payloads') ?? null);
  const isBlankLabel = text === '' && ownValue(object, 'label') === '';
  // Servers with typed structures send an empty label where they have none.
  return toOption(isBlankLabel ? (value ?? text) : (text ?? value), value ?? text).map((option) =>
    isJsonArray(payloads) ? { ...option, payloads } : option,
  );
}

const nameKeys = ['name', 'displayname', 'title', 'metric', 'target', 'description'] as const;
const idKeys = ['id', 'key', 'uid', 'uuid', 'code', 'slug', 'target', 'metric'] as const;

/** A record of the server's own, such as `{"id": 7, "name": "CPU"}`: its name is shown, its id is what the server gets. */
function recordOption(object: JsonObject): readonly SearchOption[] | undefined {
  const plain = Object.fromEntries(plainKeys(object));
  const name = scalarAt(plain, nameKeys);
  const id = scalarAt(plain, idKeys);
  return name === undefined && id === undefined ? undefined : toOption(name ?? id, id ?? name);
}

function scalarAt(object: JsonObject, keys: readonly string[]): unknown {
  const value = firstValue(object, keys);
  return typeof value === 'object' ? undefined : value;
}

function firstValue(object: JsonObject, keys: readonly string[]): unknown {
  return keys.map((key) => ownValue(object, key)).find((value) => value != null);
}

function toOption(text: unknown, value: unknown): readonly SearchOption[] {
  const parsedText = parseText(text);
  const parsedValue = parseValue(value);
  return parsedText === null || parsedValue === null ? [] : [{ text: parsedText, value: parsedValue }];
}

/** Objects become JSON text, and integers that a double would change their digits. */
function parseValue(value: unknown): string | number | boolean | null {
  return typeof value === 'number' || typeof value === 'boolean' ? value : parseText(value);
}

function resultOptions(result: DecodedResult | undefined): readonly SearchOption[] {
  if (result === undefined) return [];
  const fields = result.kind === 'table' ? result.fields : [result.value];
  const text = findField(fields, textKeys);
  const value = findField(fields, valueKeys);
  const first = text ?? value;
  if (first === undefined) return fields.flatMap((field) => fieldCells(field).flatMap((cell) => toOption(cell, cell)));
  const values = fieldCells(value ?? first);
  return fieldCells(first).flatMap((cell, row) => toOption(cell ?? values[row], values[row] ?? cell));
}

function findField(fields: readonly Field[], names: readonly string[]): Field | undefined {
  return names.map((name) => fields.find((field) => field.name === name)).find((field) => field !== undefined);
}
