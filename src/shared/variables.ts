/** A variable in a text, as Grafana lets one write it: `$name`, `${name:format}` or `[[name:format]]`. */
export interface VariableText {
  /** As it is written. */
  readonly whole: string;
  /** What stands between the brackets: a name, perhaps with a format. */
  readonly inside: string;
  readonly end: number;
}

/** The variable that begins at a place of a text, if one does. Stops at the next bracket, so that a whole text takes linear time. */
export function variableAt(text: string, at: number): VariableText | undefined {
  if (text[at] === '$') return text[at + 1] === '{' ? bracketed(text, at, '{}') : plain(text, at);
  return text[at] === '[' && text[at + 1] === '[' ? bracketed(text, at, '[]') : undefined;
}

/** The text with every variable replaced for which there is a replacement. */
export function replaceVariables(text: string, replacement: (variable: VariableText) => string | undefined): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const variable = variableAt(text, at);
    if (variable === undefined) continue;
    const replaced = replacement(variable);
    if (replaced !== undefined) {
      parts.push(text.slice(copied, at), replaced);
      copied = variable.end;
    }
    at = variable.end - 1;
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

/** Whether a text is one variable and nothing else. */
export function isVariable(text: string): boolean {
  return variableAt(text, 0)?.end === text.length;
}

/** A letter of ASCII, a digit or `_`, as in `\w`. */
export function isWordCharacter(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}

/** Where the word that begins at a place of a text ends; the place itself if none does. */
function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
  return end;
}

function plain(text: string, at: number): VariableText | undefined {
  const end = wordEnd(text, at + 1);
  return end === at + 1 ? undefined : { whole: text.slice(at, end), inside: text.slice(at + 1, end), end };
}

function bracketed(text: string, at: number, brackets: '{}' | '[]'): VariableText | undefined {
  const start = at + 2;
  let inner = start;
  while (inner < text.length && !brackets.includes(text.charAt(inner))) inner++;
  const close = brackets === '{}' ? '}' : ']]';
  if (inner === start || !text.startsWith(close, inner)) return undefined;
  const end = inner + close.length;
  return { whole: text.slice(at, end), inside: text.slice(start, inner), end };
}
