import { parseNumber } from './parse-number.ts';
import { isFullTimeText, isLocalTimeText } from '../time/parse-time-text.ts';
import { isLikelyEpochTime } from '../time/time-unit.ts';

/** How the cells of a column are read. */
export type ColumnKind = 'time' | 'number' | 'boolean' | 'text' | 'json';

/** What a declared type means; undefined when it says nothing (`other`, an unknown word, no type). */
export function parseColumnKind(type: unknown): ColumnKind | undefined {
  if (typeof type !== 'string') return undefined;
  const word = type.trim().toLowerCase();
  if (/^(?:time|date|date-?time|timestamp|time\.time)$/.test(word)) return 'time';
  if (/^(?:u?int(?:8|16|32|64)?|integer|long|float(?:32|64)?|double|number|numeric|decimal)$/.test(word))
    return 'number';
  if (/^bool(?:ean)?$/.test(word)) return 'boolean';
  return /^(?:string|str|text|varchar)$/.test(word) ? 'text' : undefined;
}

/** Whether Grafana takes an undeclared column for times because of its name. */
export function isTimeName(name: string): boolean {
  return /^(?:time|date)$/i.test(name);
}

/** Names that usually mean times, but that Grafana does not take for times. */
const likelyTimeName =
  /^@?(?:t|ts|time_?stamp|date_?time|(?:unix_?|event_?)time|epoch|clock|(?:time|time_?stamp|epoch)_?(?:s|ms))$/i;

/** Whether an undeclared column of numbers holds times without doubt: its name says so, and all cells are times of this century. */
export function areLikelyTimes(name: string, cells: readonly unknown[]): boolean {
  if (!likelyTimeName.test(name)) return false;
  const present = cells.filter((cell) => cell != null && cell !== '');
  return present.length > 0 && present.every((cell) => isLikelyEpochTime(parseNumber(cell)));
}

/**
 * The kind of an undeclared column, from all its cells: numbers and numeric texts are numbers, `true` and `"true"`
 * booleans, texts of a date and a time in ISO 8601 times (in UTC where they do not say), objects and arrays JSON; anything mixed is text, which loses nothing. Nulls
 * and empty texts fit everywhere, and a column of nothing else is numbers, so that it can hold the values it lacks.
 */
export function guessColumnKind(cells: readonly unknown[]): ColumnKind {
  let kind: ColumnKind | undefined;
  let sawEmptyText = false;
  for (const cell of cells) {
    if (cell == null) continue;
    if (cell === '') {
      sawEmptyText = true;
      continue;
    }
    const found = cellKind(cell);
    if (kind !== undefined && kind !== found) return 'text';
    kind = found;
    if (kind === 'text') return 'text';
  }
  return kind ?? (sawEmptyText ? 'text' : 'number');
}

function cellKind(cell: unknown): ColumnKind {
  switch (typeof cell) {
    case 'number':
      return 'number';
    case 'bigint':
      return isKeptAsNumber(cell) ? 'number' : 'text';
    case 'boolean':
      return 'boolean';
    case 'string':
      return textKind(cell);
    default:
      return 'json';
  }
}

// Text that a number would change ("007", " 1", "1e5") is more likely a name, so only plain notation counts.
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

function textKind(text: string): ColumnKind {
  if (plainNumber.test(text)) return isKeptAsNumber(parseNumber(text)) ? 'number' : 'text';
  if (/^(?:true|false)$/i.test(text)) return 'boolean';
  return isFullTimeText(text) || isLocalTimeText(text) ? 'time' : 'text';
}

function isKeptAsNumber(value: unknown): boolean {
  return typeof value !== 'bigint' || BigInt.asIntN(64, value) === value;
}
