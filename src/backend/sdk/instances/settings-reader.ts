import type { SettingsProblem } from './settings-error.ts';

/** Reads `jsonData` key by key; whatever cannot be used is added to the problems and answered with the default. */
export interface SettingsReader {
  /** Trimmed; empty when the key is missing. */
  text(key: string): string;
  /** Missing, null and "" are the default; "true" and "false" are accepted, since provisioning variables become text. */
  flag(key: string): boolean | undefined;
  /** Missing, null and "" are the default. */
  number(key: string, range: NumberRange): number;
  oneOf<Choice extends string>(key: string, choices: readonly Choice[]): Choice | undefined;
  /** A list of texts, or one text with commas. */
  list(key: string): readonly string[];
  keys(): readonly string[];
}

export interface NumberRange {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly unit: string;
}

export function createSettingsReader(
  values: Readonly<Record<string, unknown>>,
  problems: SettingsProblem[],
): SettingsReader {
  function read<Value>(key: string, parse: (value: unknown) => Value | undefined, expected: string): Value | undefined {
    const value = values[key];
    if (value === undefined || value === null || value === '') return undefined;
    const parsed = parse(value);
    if (parsed === undefined) problems.push({ key, text: `expected ${expected}, got ${describe(value)}` });
    return parsed;
  }

  return {
    text: (key) => read(key, parseText, 'a text') ?? '',
    flag: (key) => read(key, parseFlag, 'true or false'),
    number: (key, range) => read(key, (value) => parseNumber(value, range), describeRange(range)) ?? range.default,
    oneOf: (key, choices) =>
      read(key, (value) => choices.find((choice) => choice === value), `one of ${choices.join(', ')}`),
    list: (key) => read(key, parseList, 'a list of texts') ?? [],
    keys: () => Object.keys(values),
  };
}

function parseText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

function parseFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

function parseNumber(value: unknown, { min, max, integer }: NumberRange): number | undefined {
  const number = typeof value === 'string' ? Number(value.trim() === '' ? NaN : value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  if (number < min || number > max || (integer && !Number.isInteger(number))) return undefined;
  return number;
}

function parseList(value: unknown): readonly string[] | undefined {
  const entries: readonly unknown[] | undefined = typeof value === 'string' ? value.split(',') : asArray(value);
  if (!entries?.every((entry) => typeof entry === 'string')) return undefined;
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function describeRange({ min, max, integer, unit }: NumberRange): string {
  return `${integer ? 'a whole number' : 'a number'} of ${unit} from ${String(min)} to ${String(max)}`;
}

function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
