/**
 * Marks a variable that stood outside quotes in JSON text, `{"limit": $limit}`. From Unicode's private use, so that no text
 * of a person has it.
 */
export const bareMark = '\uE000';

const variable = String.raw`\$\w+|\$\{[^{}]+\}|\[\[[^\[\]]+\]\]`;

/** A text that is one variable and nothing else. */
export const wholeVariable = new RegExp(`^(?:${variable})$`);

const stringOrVariable = new RegExp(`"(?:[^"\\\\]|\\\\.)*"|(${variable})`, 'g');

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
  const marked = text.replace(stringOrVariable, (whole: string, name?: string) =>
    name === undefined ? whole : JSON.stringify(bareMark + name),
  );
  try {
    return { value: JSON.parse(marked) };
  } catch {
    return undefined;
  }
}
