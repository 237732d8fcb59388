import { plainKeys, wordsInJson } from '../../server-words/words-in-json.ts';
import { describeValue } from '../json/describe-value.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/**
 * THE rule for an error that arrives with a status of success: the message of an object whose own keys say that it is an error; undefined for any
 * other object. It is an error when
 * - it has an `error`, `errors`, `exception` … that is more than null, false, 0, "", "none" or an empty list or object,
 * - its `success` or `ok` is false, or its `isError` true,
 * - its `status` (or `state`) is "error", "fail", "failed" …, or, as its `code`, a number of 400 to 599,
 * - its `errno` or `errcode` is a number that does not mean success, or its `code` is one and it holds no data,
 * - one of these is so in its `meta`, `header` or `status`.
 * A mere `message`, and a `status` or `code` that means success, say nothing.
 */
export function statedError(object: JsonObject, depth = maxDepth): string | undefined {
  const plain = plainKeys(object);
  if (!saysError(plain, depth)) return undefined;
  return (
    wordsInJson(object) ?? wordsInJson(plain.get('data')) ?? wordsInText(plain.get('body')) ?? withoutWords(object)
  );
}

/**
 * The same for a series, table or frame, where such keys may have another meaning (an error bar, the state of a host): only an error in words
 * counts, unless the result holds no data.
 */
export function statedErrorOfResult(result: JsonObject): string | undefined {
  const words = resultErrorKeys.map((key) => wordsOfError(result[key])).find((text) => text !== undefined);
  if (words !== undefined) return words;
  return contentKeys.some((key) => !isBlank(result[key])) ? undefined : statedError(result);
}

/**
 * The same for an array of objects, which may be documents with a column `error` or `status` instead: all of them have to be errors in words, with
 * no keys that errors do not have.
 */
export function statedErrorOfAll(objects: readonly unknown[]): string | undefined {
  if (!objects.every(isErrorInWords)) return undefined;
  return wordsInJson(objects);
}

const maxDepth = 3;
const errorKeys = ['error', 'errors', 'err', 'exception', 'fault', 'errormessage', 'exceptionmessage'] as const;
const resultErrorKeys = ['error', 'errors', 'exception'] as const;
const successKeys = ['success', 'ok', 'succeeded', 'issuccess', 'successful'] as const;
const failureKeys = ['iserror', 'haserror', 'haserrors'] as const;
const statusKeys = ['status', 'state', 'code', 'statuscode', 'httpstatus', 'httpcode', 'httpstatuscode'] as const;
const errorNumberKeys = ['errno', 'errcode', 'errorcode'] as const;
const wrapperKeys = ['meta', 'header', 'head', 'status', 'response', 'responseheader'] as const;
const dataKeys = ['data', 'results', 'result', 'series', 'annotations', 'rows', 'datapoints'] as const;
const contentKeys = ['datapoints', 'rows', 'values', 'points', 'fields', 'data', 'schema'] as const;

function saysError(plain: ReadonlyMap<string, unknown>, depth: number): boolean {
  const some = (keys: readonly string[], means: (value: unknown) => boolean): boolean =>
    keys.some((key) => means(plain.get(key)));
  return (
    some(errorKeys, (value) => isError(value, depth)) ||
    some(successKeys, isFalse) ||
    some(failureKeys, (value) => value === true) ||
    some(statusKeys, isErrorStatus) ||
    some(errorNumberKeys, isErrorNumber) ||
    (isErrorNumber(plain.get('code')) && !some(dataKeys, (value) => !isBlank(value))) ||
    (depth > 0 && some(wrapperKeys, (value) => isJsonObject(value) && statedError(value, depth - 1) !== undefined))
  );
}

/** What servers write into an error field when there is no error. */
const noError = /^(|-|0|200|false|no|none|nil|null|n\/a|ok|success|undefined|no errors?)$/i;

function isError(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return !noError.test(value.trim());
    case 'boolean':
      return value;
    case 'number':
      return isErrorNumber(value);
    default:
      if (isJsonArray(value)) return depth > 0 && value.some((item) => isListedError(item, depth - 1));
      return isJsonObject(value) && isErrorObject(value, depth);
  }
}

/** Numbers and points in a list count errors; they do not report one. */
function isListedError(item: unknown, depth: number): boolean {
  return typeof item !== 'number' && !isJsonArray(item) && isError(item, depth);
}

/** Some servers always send an error object; without an error, it is like `{"code":0,"message":"success"}`. */
function isErrorObject(object: JsonObject, depth: number): boolean {
  if (depth === 0 || Object.keys(object).length === 0) return false;
  if (statedError(object, depth - 1) !== undefined) return true;
  const plain = plainKeys(object);
  const codes = ['code', ...errorNumberKeys].map((key) => plain.get(key)).filter((code) => typeof code === 'number');
  if (codes.length > 0 && codes.every((code) => !isErrorNumber(code))) return false;
  const words = wordsInJson(object);
  return words !== undefined && !noError.test(words);
}

function isFalse(value: unknown): boolean {
  return value === false || value === 0 || (typeof value === 'string' && /^(false|no)$/i.test(value));
}

function isErrorStatus(value: unknown): boolean {
  if (typeof value === 'string' && /^(error|fail|failed|failure|exception|internal server error)$/i.test(value)) {
    return true;
  }
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 400 && number <= 599;
}

/** 0, 200 and, with some Chinese frameworks, 20000 mean success. */
function isErrorNumber(value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return value !== 0 && value !== 20_000 && !(value >= 200 && value <= 299);
}

/** The message of an error. A mere number is none: it may be an error bar. */
function wordsOfError(value: unknown): string | undefined {
  if (typeof value === 'number' || !isError(value, maxDepth)) return undefined;
  return value === true ? '"error": true, without a reason' : wordsInJson(value);
}

/** The keys that an object may have that is nothing but an error. */
const errorParts: ReadonlySet<string> = new Set([
  ...errorKeys,
  ...successKeys,
  ...failureKeys,
  ...statusKeys,
  ...errorNumberKeys,
  ...[
    'message',
    'msg',
    'errmsg',
    'detail',
    'details',
    'reason',
    'description',
    'errordescription',
    'title',
    'errortype',
  ],
  ...['developermessage', 'exceptiontype', 'stacktrace', 'stack', 'trace', 'path', 'locations', 'extensions', 'data'],
  ...['requestid', 'traceid', 'refid', 'target'],
]);

function isErrorInWords(object: unknown): boolean {
  if (!isJsonObject(object)) return false;
  const plain = plainKeys(object);
  if (![...plain.keys()].every((key) => errorParts.has(key))) return false;
  if (!isBlank(plain.get('data')) || !saysError(plain, maxDepth)) return false;
  return wordsInJson(object) !== undefined;
}

function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (isJsonArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** AWS Lambda passes the body on as a text. */
function wordsInText(body: unknown): string | undefined {
  if (typeof body !== 'string' || body.trim() === '') return undefined;
  try {
    return wordsInJson(JSON.parse(body)) ?? cutText(body, maxTextLength);
  } catch {
    return cutText(body, maxTextLength);
  }
}

const maxTextLength = 500;

/** Describes an error without a message by its first scalars. */
function withoutWords(object: JsonObject): string {
  const scalars = Object.entries(object).filter(([, value]) => typeof value !== 'object');
  const named = scalars.slice(0, 4).map(([key, value]) => `${describeValue(key)}: ${describeValue(value)}`);
  return named.length === 0 ? describeValue(object) : `${named.join(', ')} (and no reason)`;
}
