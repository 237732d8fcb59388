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
  } catch (error) {
    return parseWithVariables(text) ?? { state: 'invalid', problem: describeProblem(text, error) };
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

/** Browsers word it differently; most give the place as an offset, some as line and column already. */
function describeProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const offset = /position (\d+)/.exec(message)?.[1];
  const expected = 'expected JSON, such as {"host": "$host"}';
  if (offset === undefined || /line \d+/.test(message)) return `${expected}: ${message}`;
  const before = text.slice(0, Number(offset)).split('\n');
  const column = (before[before.length - 1] ?? '').length + 1;
  return `${expected}; line ${before.length}, column ${column}: ${message.replace(/ in JSON at position.*/, '')}`;
}
