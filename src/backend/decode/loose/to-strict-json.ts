/**
 * JSON written as a program's source would have it, in JSON's own way: Python's and JavaScript's literals with single quotes, bare keys,
 * `None`, `True` and `undefined`, tuples, comments, a comma too many, numbers such as `.5` or `+1`, and control characters in strings.
 * Reads each character once. Other text stays as it is, so that parsing reports it.
 */
export function toStrictJson(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length;) {
    const token = readToken(text, at);
    if (token.text !== undefined) {
      parts.push(text.slice(copied, at), token.text);
      copied = token.end;
    }
    at = token.end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

interface Token {
  readonly end: number;
  /** What it is in JSON; undefined: itself. */
  readonly text?: string;
}

function readToken(text: string, at: number): Token {
  const character = text.charAt(at);
  const read = readers.get(character);
  if (read !== undefined) return read(text, at);
  const word = match(wordPattern, text, at);
  if (word !== undefined) return readWord(text, at, word);
  const number = match(numberPattern, text, at);
  return number === undefined ? { end: at + 1 } : readNumber(number, at);
}

const readers: ReadonlyMap<string, (text: string, at: number) => Token> = new Map([
  ['"', readString],
  ["'", readString],
  ['/', readComment],
  [',', readComma],
  ['(', (_: string, at: number) => ({ end: at + 1, text: '[' })],
  [')', (_: string, at: number) => ({ end: at + 1, text: ']' })],
]);

const wordPattern = /[A-Za-z_$][\w$]*/y;
const numberPattern = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[lLnfFdD]?/y;
const blanks = /(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const words: ReadonlyMap<string, string> = new Map([
  ...['none', 'undefined', 'nil', 'null', 'nan'].map((word) => [word, 'null'] as const),
  ['true', 'true'],
  ['false', 'false'],
  // Too large for a double, which reads as infinity.
  ['inf', '1e999'],
  ['infinity', '1e999'],
]);

function readWord(text: string, at: number, word: string): Token {
  const end = at + word.length;
  const isPrefix = /^[ub]$/i.test(word) && (text[end] === "'" || text[end] === '"');
  if (isPrefix) return { end, text: '' };
  const next = end + (match(blanks, text, end)?.length ?? 0);
  if (text[next] === ':') return { end, text: JSON.stringify(word) };
  const known = words.get(word.toLowerCase());
  return known === undefined || known === word ? { end } : { end, text: known };
}

const strictNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function readNumber(number: string, at: number): Token {
  const end = at + number.length;
  if (strictNumber.test(number)) return { end };
  const minus = number.startsWith('-') ? '-' : '';
  const [, whole, fraction, exponent] = /^[+-]?0*(\d*)(\.\d+)?\.?([eE][+-]?\d+)?/.exec(number) ?? [];
  return { end, text: [minus, whole === '' ? '0' : whole, fraction, exponent].join('') };
}

/** A comma with nothing behind it is left out. */
function readComma(text: string, at: number): Token {
  const next = at + 1 + (match(blanks, text, at + 1)?.length ?? 0);
  return ']})'.includes(text[next] ?? ' ') ? { end: at + 1, text: '' } : { end: at + 1 };
}

function readComment(text: string, at: number): Token {
  const comment = match(blanks, text, at) ?? '';
  return comment === '' ? { end: at + 1 } : { end: at + comment.length, text: ' ' };
}

/** In either quotes; a string without an end stays what it is. */
function readString(text: string, at: number): Token {
  const quote = text.charAt(at);
  let end = at + 1;
  let isStrict = quote === '"';
  for (; end < text.length && text[end] !== quote; end++) {
    const code = text.charCodeAt(end);
    if (code === backslash) {
      end++;
      isStrict &&= strictEscapes.has(text.charAt(end));
    } else isStrict &&= code >= 0x20;
  }
  if (isStrict || end >= text.length) return { end: Math.min(end + 1, text.length) };
  return { end: end + 1, text: toStrictString(text.slice(at + 1, end)) };
}

const backslash = 0x5c;
const strictEscapes: ReadonlySet<string> = new Set('"\\/bfnrtu');

function toStrictString(inner: string): string {
  // eslint-disable-next-line no-control-regex -- they are what JSON has no place for
  const strict = inner.replaceAll(/\\x[\da-f]{2}|\\[^]|["\x00-\x1f]/gi, (found) => {
    if (found.startsWith(String.raw`\x`) && found.length > 2) return String.raw`\u00${found.slice(2)}`;
    if (found.startsWith('\\')) return strictEscapes.has(found.charAt(1)) ? found : found.slice(1);
    return JSON.stringify(found).slice(1, -1);
  });
  return `"${strict}"`;
}
