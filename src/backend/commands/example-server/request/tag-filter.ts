import { HttpError } from './http-error.ts';
import { jsonObject } from './json-object.ts';

/** One of Grafana's ad hoc filters, ready to be asked about a set of tags. A set without the key passes. */
export type TagFilter = (tags: Readonly<Record<string, string>>) => boolean;

const operators = new Map<string, (actual: string, wanted: readonly string[]) => boolean>([
  ['=', (actual, [wanted]) => actual === wanted],
  ['!=', (actual, [wanted]) => actual !== wanted],
  ['=|', (actual, wanted) => wanted.includes(actual)],
  ['!=|', (actual, wanted) => !wanted.includes(actual)],
  ['=~', (actual, [wanted]) => pattern(wanted).test(actual)],
  ['!~', (actual, [wanted]) => !pattern(wanted).test(actual)],
  ['<', (actual, [wanted]) => actual < (wanted ?? '')],
  ['>', (actual, [wanted]) => actual > (wanted ?? '')],
]);

/** @throws {HttpError} naming the first filter that cannot be understood. */
export function parseTagFilters(value: unknown): readonly TagFilter[] {
  if (!Array.isArray(value)) throw new HttpError('expected "adhocFilters" to be an array');
  return value.map((filter, i) => parseTagFilter(filter, `adhocFilters[${i}]`));
}

function parseTagFilter(value: unknown, name: string): TagFilter {
  const { key, operator, value: wanted, values } = jsonObject(value, `"${name}"`);
  if (typeof key !== 'string') throw new HttpError(`expected "${name}.key" to be a text`);
  const matches = typeof operator === 'string' ? operators.get(operator) : undefined;
  if (matches === undefined) {
    throw new HttpError(`expected "${name}.operator" to be one of ${[...operators.keys()].join(' ')}`);
  }
  const wantedTexts = Array.isArray(values) && values.length > 0 ? values.map(toText) : [toText(wanted)];
  return (tags) => {
    const actual = tags[key];
    return actual === undefined || matches(actual, wantedTexts);
  };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

const maxPatternLength = 100;

function pattern(text = ''): RegExp {
  if (text.length > maxPatternLength) {
    throw new HttpError(`expected a regular expression of at most ${maxPatternLength} characters, got ${text.length}`);
  }
  try {
    // eslint-disable-next-line no-restricted-syntax -- matched with the example's own tags only, a few characters each
    return new RegExp(`^(?:${text})$`);
  } catch {
    throw new HttpError(`expected a regular expression, got ${JSON.stringify(text)}`);
  }
}
