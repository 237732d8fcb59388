import { findJsonProblem } from './find-json-problem.ts';

/**
 * Marks a variable that stood outside quotes in JSON text, `{"limit": $limit}`. From Unicode's private use, so that no text
 * of a person has it.
 */
export const bareMark = '\uE000';

export type ParsedPayload =
  /** Nothing but space. */
  | { readonly state: 'empty' }
  | { readonly state: 'json'; readonly value: unknown }
  | { readonly state: 'invalid'; readonly problem: string };

const variable = String.raw`\$\w+|\$\{[^{}]+\}|\[\[[^\[\]]+\]\]`;

/** A text that is one variable and nothing else. */
export const wholeVariable = new RegExp(`^(?:${variable})$`);

const stringOrVariable = new RegExp(`"(?:[^"\\\\]|\\\\.)*"|(${variable})`, 'g');

/** JSON as a person types it, in which variables may also stand where a value does. */
export function parsePayload(text: string): ParsedPayload {
  if (text.trim() === '') return { state: 'empty' };
  try {
    return { state: 'json', value: JSON.parse(text) };
  } catch {
    return parseWithVariables(text) ?? { state: 'invalid', problem: describeProblem(text) };
  }
}

function parseWithVariables(text: string): ParsedPayload | undefined {
  const quoted = text.replace(stringOrVariable, (whole: string, name?: string) =>
    name === undefined ? whole : JSON.stringify(bareMark + name),
  );
  try {
    return { state: 'json', value: JSON.parse(quoted) };
  } catch {
    return undefined;
  }
}

function describeProblem(text: string): string {
  const problem = findJsonProblem(text);
  if (problem === undefined) return 'expected JSON, such as {"host": "$host"}';
  const { offset, expected } = problem;
  const before = text.slice(0, offset).split('\n');
  const column = (before[before.length - 1] ?? '').length + 1;
  const got = offset >= text.length ? 'the end' : (/^\S{1,20}/.exec(text.slice(offset))?.[0] ?? 'space');
  return `line ${before.length}, column ${column}: expected ${expected}, got ${got}`;
}
