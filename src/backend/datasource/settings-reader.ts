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
  function refuse(key: string, expected: string): undefined {
    problems.push({ key, text: `expected ${expected}, got ${describe(values[key])}` });
    return undefined;
  }

  function isMissing(key: string): boolean {
    const value = values[key];
    return value === undefined || value === null || value === '';
  }

  return {
    text(key) {
      const value = values[key];
      if (isMissing(key)) return '';
      return typeof value === 'string' ? value.trim() : (refuse(key, 'a text') ?? '');
    },
    flag(key) {
      if (isMissing(key)) return undefined;
      return parseFlag(values[key]) ?? refuse(key, 'true or false');
    },
    number(key, range) {
      if (isMissing(key)) return range.default;
      return parseNumber(values[key], range) ?? refuse(key, describeRange(range)) ?? range.default;
    },
    oneOf(key, choices) {
      if (isMissing(key)) return undefined;
      return choices.find((choice) => choice === values[key]) ?? refuse(key, `one of ${choices.join(', ')}`);
    },
    list(key) {
      if (isMissing(key)) return [];
      return parseList(values[key]) ?? refuse(key, 'a list of texts') ?? [];
    },
    keys: () => Object.keys(values),
  };
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
