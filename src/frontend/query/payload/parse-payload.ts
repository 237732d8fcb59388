import { parseJsonWithVariables } from '../../../shared/parse-json-with-variables.ts';
import { findJsonProblem } from './find-json-problem.ts';

export type ParsedPayload =
  /** Nothing but space. */
  | { readonly state: 'empty' }
  | { readonly state: 'json'; readonly value: unknown }
  | { readonly state: 'invalid'; readonly problem: string };

/** JSON as a person types it, in which variables may also stand where a value does. */
export function parsePayload(text: string): ParsedPayload {
  if (text.trim() === '') return { state: 'empty' };
  const parsed = parseJsonWithVariables(text);
  return parsed === undefined ? { state: 'invalid', problem: describeProblem(text) } : { state: 'json', ...parsed };
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
