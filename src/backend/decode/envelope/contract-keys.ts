import { plainKey } from '../../server-words/words-in-json.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';

/** The contract's names, found by their plain form: lower case, without `_` and `-`. */
interface ContractNames {
  readonly byPlainName: ReadonlyMap<string, string>;
  readonly plainName: (name: string) => string;
}

const resultNames = namesOf([
  ...['target', 'datapoints', 'points', 'columns', 'rows', 'values', 'fields', 'schema', 'data', 'label'],
  ...['type', 'name', 'text', 'title', 'unit', 'tags', 'refId', 'meta'],
]);
const optionNames = namesOf(['text', 'value', 'label', '__text', '__value'], lowerCase);
const eventNames = namesOf(['time', 'timeEnd', 'title', 'text', 'tags', 'id', 'regionId', 'isRegion']);

/** Every result has at least one of these keys, in some spelling. */
const tellingNames: ReadonlySet<string> = new Set([
  ...[
    'target',
    'datapoints',
    'points',
    'columns',
    'rows',
    'values',
    'fields',
    'schema',
    'data',
    'label',
    'type',
    'index',
  ],
]);

/** Whether an object may be a result because it has this key. */
export function mayMakeResult(key: string): boolean {
  if (key.length > maxNameLength || key.length < shortestTellingName) return false;
  return tellingNames.has(key) || tellingNames.has(plainKey(key));
}

const shortestTellingName = 4;

/** Renames the keys of a result and its columns to the contract's names: .NET writes `Target` and `DataPoints`, Python `data_points`. */
export function resultInContractKeys(object: JsonObject): JsonObject {
  const renamed = rename(object, resultNames);
  const { columns } = renamed;
  if (!isJsonArray(columns)) return renamed;
  return {
    ...renamed,
    columns: columns.map((column) => (isJsonObject(column) ? rename(column, resultNames) : column)),
  };
}

/** The same for an option. */
export function optionInContractKeys(object: JsonObject): JsonObject {
  return rename(object, optionNames);
}

/** The same for an annotation. */
export function eventInContractKeys(object: JsonObject): JsonObject {
  return rename(object, eventNames);
}

/** Returns the object itself where there is nothing to rename. A key is not renamed to one that the object has already. */
function rename(object: JsonObject, names: ContractNames): JsonObject {
  const keys = Object.keys(object);
  if (!keys.some((key) => isOther(key, object, names))) return object;
  return Object.fromEntries(
    keys.map((key) => [isOther(key, object, names) ? (nameOf(key, names) ?? key) : key, object[key]]),
  );
}

function isOther(key: string, object: JsonObject, names: ContractNames): boolean {
  const name = nameOf(key, names);
  return name !== undefined && name !== key && !Object.hasOwn(object, name);
}

const maxNameLength = 16;

function nameOf(key: string, { byPlainName, plainName }: ContractNames): string | undefined {
  return key.length > maxNameLength ? undefined : byPlainName.get(plainName(key));
}

function namesOf(names: readonly string[], plainName = plainKey): ContractNames {
  return { byPlainName: new Map(names.map((name) => [plainName(name), name])), plainName };
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}
