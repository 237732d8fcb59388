/**
 * What a server says in an error written as JSON: its message, and whatever else it lists, such as every field that did not pass
 * validation. Undefined when there are no words in it.
 * @param value as JSON.parse gives it
 */
export function wordsInJson(value: unknown): string | undefined {
  const texts = textsOf(value, { visitsLeft: maxVisits }, maxDepth);
  return texts.length === 0 ? undefined : join(texts);
}

type JsonObject = Readonly<Record<string, unknown>>;

const maxDepth = 8;
const maxVisits = 500;
/** More than a person reads of one error. */
const maxTexts = 20;

/** What an error is called, the most telling first; all lower case, without `_` and `-`. */
const messageKeys = [
  'message',
  'msg',
  'errormessage',
  'errmsg',
  'developermessage',
  'defaultmessage',
  'exceptionmessage',
  'reason',
  'faultstring',
  'title',
  'error',
  'err',
  'exception',
  'fault',
  'description',
  'detail',
  'details',
  'failuremessage',
  'resultmessage',
  'errortext',
  'info',
  'text',
] as const;

/** What says more than the message; an exception may as well be the mere name of its class. */
const detailKeys = ['detail', 'errordescription', 'exceptionmessage', 'rootcause', 'exception'] as const;

/** Where more than one error is listed, or the one that matters is wrapped up. */
const listKeys = [
  'errors',
  'details',
  'violations',
  'validationerrors',
  'fielderrors',
  'invalidparams',
  'innererror',
  'innerexception',
  'modelstate',
  'validation',
  'embedded',
  'response',
  'body',
  'meta',
  'header',
  'status',
  'result',
] as const;

/** Which field an error is about. */
const placeKeys = ['field', 'loc', 'propertypath', 'property', 'param', 'name', 'path'] as const;

/** How far one error may be read; a hostile one is wide and deep. */
interface Reading {
  visitsLeft: number;
}

function textsOf(value: unknown, reading: Reading, depth: number): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value !== 'object' || value === null || depth === 0 || reading.visitsLeft-- <= 0) return [];
  if (Array.isArray(value)) return value.slice(0, maxTexts).flatMap((item) => itemTexts(item, reading, depth - 1));
  return objectTexts(value as JsonObject, reading, depth - 1);
}

function objectTexts(object: JsonObject, reading: Reading, depth: number): readonly string[] {
  if (isFieldMap(object)) return fieldTexts(object, reading, depth);
  const plain = plainKeys(object);
  const wordsOf = (key: string): string | undefined => join(textsOf(plain.get(key), reading, depth));
  const headline = firstWords(messageKeys, wordsOf);
  const details = detailKeys
    .map((key) => [key, wordsOf(key)] as const)
    .filter(([key, words]) => words !== undefined && words !== headline && (key !== 'exception' || words.includes(' ')))
    .map(([, words]) => words);
  const lists = listKeys.flatMap((key) => listTexts(plain.get(key), reading, depth));
  const head = [headline, ...details].filter((words) => words !== undefined);
  const all = [...(head.length === 0 ? [] : [head.join(': ').replaceAll('.: ', '. ')]), ...lists];
  return all.length > 0 ? withoutRepetition(all) : fieldTexts(object, reading, depth);
}

function firstWords(keys: readonly string[], wordsOf: (key: string) => string | undefined): string | undefined {
  for (const key of keys) {
    const words = wordsOf(key);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** An array of errors, or an object with more of them; a text there is a mere name. */
function listTexts(value: unknown, reading: Reading, depth: number): readonly string[] {
  return typeof value === 'object' ? textsOf(value, reading, depth) : [];
}

const listNames: ReadonlySet<string> = new Set([...messageKeys, ...listKeys, 'messages', 'nonfielderrors']);

/** Whether an object has nothing but fields and lists of what is wrong with them. */
function isFieldMap(object: JsonObject): boolean {
  const entries = Object.entries(object);
  return entries.every(([, value]) => isTextList(value)) && entries.some(([key]) => !listNames.has(plainKey(key)));
}

/** Fields with the texts of what is wrong with them, as Django, Rails, Laravel and ASP.NET list them. */
function fieldTexts(object: JsonObject, reading: Reading, depth: number): readonly string[] {
  return Object.entries(object)
    .slice(0, maxTexts)
    .flatMap(([field, value]) =>
      isTextList(value)
        ? textsOf(value, reading, depth).map((text) => `${field}: ${text}`)
        : listTexts(value, reading, depth),
    );
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function itemTexts(item: unknown, reading: Reading, depth: number): readonly string[] {
  const texts = textsOf(item, reading, depth);
  const place = typeof item === 'object' && item !== null ? placeOf(plainKeys(item as JsonObject)) : undefined;
  return place === undefined ? texts : texts.map((text) => (text.includes(place) ? text : `${place}: ${text}`));
}

function placeOf(plain: ReadonlyMap<string, unknown>): string | undefined {
  const place = placeKeys.map((key) => plain.get(key)).find((value) => value !== undefined && value !== '');
  if (Array.isArray(place)) return place.map(String).join('.');
  return typeof place === 'string' ? place : undefined;
}

/** The properties of an object by the plain forms of their keys. */
export function plainKeys(object: JsonObject): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object).map(([key, value]) => [plainKey(key), value]));
}

/** A key as all servers could have written it: in lower case, without `_` and `-`. */
export function plainKey(key: string): string {
  const lower = key.toLowerCase();
  return lower.includes('_') || lower.includes('-') ? lower.replaceAll(/[_-]/g, '') : lower;
}

function withoutRepetition(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text, i, all) => !all.some((other, j) => j < i && other.includes(text)));
}

function join(texts: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined;
  const [first = '', ...others] = withoutRepetition(texts).slice(0, maxTexts);
  return others.length === 0 ? first : `${first}; ${others.join('; ')}`;
}
