import { type Command as Program, InvalidArgumentError } from 'commander';
import type { BasicAuth, HttpHeader } from '../../commands/server-options.ts';
import { serverUrlProblem } from '../../commands/server-url-problem.ts';
import { isRecord } from '../../../shared/is-record.ts';

/** Collects the values of an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Whether an option was given, and does not have its default only. */
export function isGiven(option: string, command: Program): boolean {
  return ![undefined, 'default'].includes(command.getOptionValueSource(option));
}

export function parseUrl(text: string): string {
  const problem = serverUrlProblem(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

/** cmd.exe and older PowerShells remove double quotes from arguments. */
const jsonHint = ` such as '{"name":1}'; where the shell takes double quotes away, write \\" for each.`;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError(`Expected JSON${jsonHint}`);
  }
}

export function parseJsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (!isRecord(value)) {
    throw new InvalidArgumentError(`Expected a JSON object${jsonHint}`);
  }
  return { ...value };
}

/** @returns undefined if it is not a valid header */
export function parseHeader(text: string): HttpHeader | undefined {
  const colon = text.indexOf(':');
  const [name, value] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1).trimStart()];
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !/[\r\n]/.test(value) ? { name, value } : undefined;
}

/** @returns undefined if it is not `user:password` */
export function parseBasicAuth(text: string): BasicAuth | undefined {
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
