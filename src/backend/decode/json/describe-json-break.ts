import { quoteStart } from './describe-value.ts';

/** Describes where a text stops being JSON, with a quotation of the text at that place. */
export function describeJsonBreak(text: string): string {
  const at = findJsonBreak(text);
  const before = text.slice(Math.max(0, at - shownBefore), at).trim();
  if (text.slice(at).trim() === '') return `it ends after ${quote(before, 'end')}`;
  const behind = quote(text.slice(at, at + shownBehind + 1).trim(), 'start');
  // A quotation mark that ends a text too early may be part of a secret: the marks of a cut let `redact` recognize both halves.
  const mark = before.endsWith('"') ? '…' : '';
  return `behind ${quote(before, 'end')}${mark}, at character ${String(at + 1)}, comes ${mark}${behind}`;
}

const shownBefore = 30;
const shownBehind = 120;

function quote(text: string, side: 'start' | 'end'): string {
  if (side === 'start') return quoteStart(text, shownBehind);
  const quoted = JSON.stringify(text);
  return text.length < shownBefore ? quoted : `…${quoted}`;
}

/** What may stand next: a value, a key, a comma, or nothing. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'comma' | 'nothing';

/** The place of the first token that JSON does not allow; the text's end when more is missing there. @internal */
export function findJsonBreak(text: string): number {
  const open: ('}' | ']')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = match(space, text, at) ?? at;
    const next = step(text, at, { expected, open });
    if (next === undefined) return at;
    at = next.end;
    expected = next.expected;
  }
}

interface State {
  readonly expected: Expected;
  /** Changed by each step: what closes the arrays and objects around. */
  readonly open: ('}' | ']')[];
}

interface Step {
  readonly end: number;
  readonly expected: Expected;
}

function step(text: string, at: number, { expected, open }: State): Step | undefined {
  const closing = mayEnd.has(expected) ? close(text[at], at, open) : undefined;
  if (closing !== undefined) return closing;
  switch (expected) {
    case 'nothing':
      return undefined;
    case 'comma':
      return comma(text[at], at, open);
    case 'key':
    case 'key or end':
      return key(text, at);
    case 'value':
    case 'value or end':
      return value(text, at, open);
  }
}

const mayEnd: ReadonlySet<Expected> = new Set(['comma', 'key or end', 'value or end']);

function comma(character: string | undefined, at: number, open: readonly string[]): Step | undefined {
  return character === ',' ? { end: at + 1, expected: open.at(-1) === '}' ? 'key' : 'value' } : undefined;
}

function close(character: string | undefined, at: number, open: string[]): Step | undefined {
  if (character === undefined || character !== open.at(-1)) return undefined;
  open.pop();
  return { end: at + 1, expected: open.length === 0 ? 'nothing' : 'comma' };
}

function key(text: string, at: number): Step | undefined {
  const end = skipString(text, at);
  if (end === undefined) return undefined;
  const colon = match(space, text, end) ?? end;
  return text[colon] === ':' ? { end: colon + 1, expected: 'value' } : undefined;
}

function value(text: string, at: number, open: ('}' | ']')[]): Step | undefined {
  const character = text[at];
  if (character === '{' || character === '[') {
    open.push(character === '{' ? '}' : ']');
    return { end: at + 1, expected: character === '{' ? 'key or end' : 'value or end' };
  }
  const end = character === '"' ? skipString(text, at) : match(scalar, text, at);
  return end === undefined ? undefined : { end, expected: open.length === 0 ? 'nothing' : 'comma' };
}

/** Not by a regular expression: one with alternatives in a loop overflows the stack on a text of many megabytes. */
function skipString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quotationMark) return at + 1;
    if (code === backslash) at += 1;
    else if (code < 0x20) return undefined;
  }
  return undefined;
}

const quotationMark = 0x22;
const backslash = 0x5c;
const space = /[ \t\r\n]*/y;
/** A separator has to follow: a word, which may be a secret, must not be quoted in two halves. */
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}]|$)/y;

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
