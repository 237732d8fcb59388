import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import { jsonOrText, mapJson } from '../../../shared/map-json.ts';
import { bareMark } from '../../../shared/parse-json-with-variables.ts';
import { replaceVariables, variableAt, type VariableText } from '../../../shared/variables.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import { formatInterval } from './format-interval.ts';

export interface MacroValues {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  readonly intervalMs: number;
  /** What the texts of one request share; those of one call of these functions, unless given. */
  readonly filled?: FilledMacros;
}

/** What was filled in so far: a macro that is repeated is filled in once, and there is an end to how many there may be. */
export class FilledMacros {
  readonly #values = new Map<string, string | number | undefined>();
  #count = 0;

  /** @throws {PluginError} when there have been too many, or too many others. */
  valueOf(macro: string, make: () => string | number | undefined): string | number | undefined {
    this.#count += 1;
    if (this.#count > maxMacros) throw tooMany(maxMacros, 'macros such as $__from');
    if (this.#values.has(macro)) return this.#values.get(macro);
    if (this.#values.size >= maxDifferent) throw tooMany(maxDifferent, 'different macros such as ${__from:date:…}');
    const value = make();
    this.#values.set(macro, value);
    return value;
  }
}

/** Of one request: far more than anybody writes. A macro takes a microsecond, a date that is new dozens of them. */
const maxMacros = 20_000;
const maxDifferent = 500;

function tooMany(most: number, what: string): PluginError {
  const message = `expected at most ${most} ${what} in the queries of one request, got more; write fewer`;
  return new PluginError(message, { errorSource: 'plugin', status: 400 });
}

/**
 * Fills in Grafana's own variables that survive into alert rules, where no browser has replaced them: `$__from`, `$__to`,
 * `$__interval`, `$__interval_ms`, `$__range`, `$__range_s`, `$__range_ms`, in every way Grafana lets one write them, with
 * its date formats (`${__from:date:YYYY-MM}`, in UTC). Works on the parsed tree; other variables stay as they are. A text
 * that is nothing but a macro of a number becomes the number.
 */
export function interpolateMacros(value: unknown, values: MacroValues): unknown {
  const shared = { filled: new FilledMacros(), ...values };
  return mapJson(value, { value: (text) => interpolateText(text, shared) });
}

/** The same for a text that has to stay one. */
export function interpolateTarget(target: string, values: MacroValues): string {
  if (!mayHoldMacro(target)) return target;
  if (target.length > maxTextLength) throw tooLongText(target);
  const shared = { filled: new FilledMacros(), ...values };
  return replaceVariables(target, (variable) => {
    const value = valueOfMacro(variable, shared);
    return value === undefined ? undefined : String(value);
  });
}

function mayHoldMacro(text: string): boolean {
  return text.includes('__') && (text.includes('$__') || text.includes('${__') || text.includes('[[__'));
}

/** Each character takes some 50 ns to be looked at. */
const maxTextLength = 4 * 1024 * 1024;

function tooLongText({ length }: string): PluginError {
  const message = `expected at most ${maxTextLength} characters in a text with macros such as $__from, got ${length}; shorten it`;
  return new PluginError(message, { errorSource: 'plugin', status: 400 });
}

type FillingIn = Required<MacroValues>;

function interpolateText(text: string, values: FillingIn): unknown {
  if (text.startsWith(bareMark)) return scalarOrText(interpolateTarget(text.slice(bareMark.length), values));
  const variable = text.includes('__') ? variableAt(text, 0) : undefined;
  if (variable?.end !== text.length) return interpolateTarget(text, values);
  return valueOfMacro(variable, values) ?? text;
}

/** No macro becomes more than a number or a text. Whatever else somebody has put behind the mark was not measured. */
function scalarOrText(text: string): unknown {
  return text.length > maxScalarLength || /^\s*[[{]/.test(text) ? text : jsonOrText(text);
}

const maxScalarLength = 1000;

function valueOfMacro({ inside }: VariableText, values: FillingIn): string | number | undefined {
  if (!inside.startsWith('__')) return undefined;
  return values.filled.valueOf(inside, () => {
    const colon = inside.indexOf(':');
    return colon < 0 ? valueOf(inside, '', values) : valueOf(inside.slice(0, colon), inside.slice(colon + 1), values);
  });
}

function valueOf(name: string, format: string, values: MacroValues): string | number | undefined {
  const { fromEpochMs, toEpochMs, intervalMs } = values;
  const rangeMs = toEpochMs - fromEpochMs;
  switch (name) {
    case '__from':
      return formatTime(fromEpochMs, format);
    case '__to':
      return formatTime(toEpochMs, format);
    case '__interval':
      return formatInterval(intervalMs);
    case '__interval_ms':
      return intervalMs;
    case '__range':
      return `${String(Math.round(rangeMs / 1000))}s`;
    case '__range_s':
      return Math.round(rangeMs / 1000);
    case '__range_ms':
      return rangeMs;
    default:
      return undefined;
  }
}

/** The longest that says something about a time is far shorter; the library looks for the end of each `[` in what follows. */
const maxFormatLength = 100;

function tooLong({ length }: string): PluginError {
  const message = `expected a date format of at most ${maxFormatLength} characters in \${__from:date:…} or \${__to:date:…}, got ${length}; shorten it`;
  return new PluginError(message, { errorSource: 'plugin', status: 400 });
}

/** Grafana writes times as text, even bare milliseconds. */
function formatTime(epochMs: number, format: string): string {
  const [kind, ...rest] = format.split(':');
  if (kind !== 'date') return String(epochMs);
  const pattern = rest.join(':');
  if (pattern === '' || pattern === 'iso') return new Date(epochMs).toISOString();
  if (pattern === 'seconds') return String(Math.round(epochMs / 1000));
  if (pattern.length > maxFormatLength) throw tooLong(pattern);
  dayjs.extend(utc);
  return dayjs.utc(epochMs).format(pattern);
}
