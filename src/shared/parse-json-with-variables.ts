import { variableAt } from './variables.ts';

/**
 * Marks a variable that stood outside quotes in JSON text, `{"limit": $limit}`. From Unicode's private use, so that no text
 * of a person has it.
 */
export const bareMark = '\uE000';

/**
 * JSON as a person types it, in which Grafana's variables may also stand where a value does; such a one becomes a text that
 * begins with the mark. Undefined when it is not JSON even so.
 */
export function parseJsonWithVariables(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return parseMarked(text);
  }
}

function parseMarked(text: string): { readonly value: unknown } | undefined {
  try {
    const marked = withMarks(text);
    return marked === undefined ? undefined : { value: JSON.parse(marked) };
  } catch {
    return undefined;
  }
}

/** Far more than a person types. */
const maxMarks = 20_000;
const maxMarkedLength = 1024 * 1024;

/** Undefined where there are too many variables to be marked, or the text is too long to be looked through. */
function withMarks(text: string): string | undefined {
  if (text.length > maxMarkedLength) return undefined;
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      at = stringEnd(text, at);
      continue;
    }
    const variable = variableAt(text, at);
    at = variable?.end ?? at + 1;
    if (variable === undefined) continue;
    if (parts.length > 2 * maxMarks) return undefined;
    parts.push(text.slice(copied, at - variable.whole.length), JSON.stringify(bareMark + variable.whole));
    copied = at;
  }
  return parts.join('') + text.slice(copied);
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
