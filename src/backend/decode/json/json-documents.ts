/**
 * Where each JSON document of a text begins and ends, when there are several objects or arrays one after the other, as in
 * newline-delimited JSON; undefined for any other text. One look at each character.
 */
export function findJsonDocuments(text: string): readonly (readonly [number, number])[] | undefined {
  const documents: [number, number][] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    const change = levels.get(character) ?? 0;
    if (depth === 0) {
      if (between.has(character)) continue;
      if (change !== 1) return undefined;
      start = i;
    }
    depth += change;
    if (depth === 0) documents.push([start, i + 1]);
    else if (character === '"') i = endOfString(text, i);
  }
  return isSeveral(depth, documents) ? documents : undefined;
}

function isSeveral(depth: number, documents: readonly unknown[]): boolean {
  return depth === 0 && documents.length > 1;
}

const levels: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
]);

/** Blanks, commas, and the record separator of JSON text sequences (RFC 7464). */
const between: ReadonlySet<string> = new Set([' ', '\n', '\r', '\t', ',', '\x1e']);

/** The index of the closing quotation mark of a string, or the text's length or more. @param start of the opening one */
export function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
