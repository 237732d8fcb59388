import { formsOf, minSecretLength } from './secret-forms.ts';

/** A text without the secrets that stand in it, whatever they are written as. */
export type Redact = (text: string) => string;

/** In the place of a secret. */
const mark = '[secret]';

/** Where a text was cut; what stands before it may be the beginning of a secret. */
const cutMark = '…';

/** How a quotation begins whose beginning was cut off. */
const cutStart = `${cutMark}"`;

/**
 * Takes secrets out of texts in one pass, however many there are. Nothing is computed before the first text. Letters are
 * compared without their case in forms of eight characters and more: hosts and percent-encoding do not keep it.
 */
export function createRedactor(secrets: () => Iterable<string>): Redact {
  let index: FormIndex | undefined;
  return (text) => {
    index ??= indexForms(secrets());
    return index.forms.size > 0 && mayHoldSecret(text, index) ? redactText(text, index) : text;
  };
}

interface Form {
  readonly lower: string;
  /** As it must be written; absent where case does not matter. */
  readonly exact?: string;
}

/** Forms by their first four characters, the longest first. */
interface FormIndex {
  readonly forms: ReadonlyMap<number, readonly Form[]>;
  /** 1 for whatever the first two characters of a form make, whatever their case: most places of a text begin none. */
  readonly pairs: Uint8Array;
  /** The same of the first four, a bit for each. */
  readonly starts: Uint8Array;
}

const pairCount = 2 ** 12;
const startCount = 2 ** 16;

const minCaselessLength = 8;

function indexForms(secrets: Iterable<string>): FormIndex {
  const forms = new Map<string, Form>();
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      const lower = lowerCase(form);
      forms.set(
        form.length < minCaselessLength ? form : lower,
        form.length < minCaselessLength ? { lower, exact: form } : { lower },
      );
    }
  }
  const longestFirst = [...forms.values()].sort((a, b) => b.lower.length - a.lower.length);
  const pairs = new Uint8Array(pairCount);
  const starts = new Uint8Array(startCount / 8);
  for (const { lower } of longestFirst) {
    pairs[pairAt(lower, 0)] = 1;
    const start = startAt(lower, 0);
    starts[start >> 3] = (starts[start >> 3] ?? 0) | (1 << (start & 7));
  }
  return { forms: Map.groupBy(longestFirst, ({ lower }) => keyAt(lower, 0)), pairs, starts };
}

function pairAt(text: string, at: number): number {
  return (Math.imul(caselessAt(text, at), 31) + caselessAt(text, at + 1)) & (pairCount - 1);
}

function startAt(text: string, at: number): number {
  const second = Math.imul(caselessAt(text, at + 2), 31) + caselessAt(text, at + 3);
  return (Math.imul(pairAt(text, at), 31) + second) & (startCount - 1);
}

/** The same for a letter of either case. */
function caselessAt(text: string, at: number): number {
  return text.charCodeAt(at) | 0x20;
}

/** Whether a text is worth a closer look: nearly none is. */
function mayHoldSecret(text: string, index: FormIndex): boolean {
  if (text.includes(cutStart)) return true;
  for (let at = 0; at + minSecretLength <= text.length; at++) if (mayStart(text, at, index)) return true;
  return false;
}

/** Whether one of the forms may begin at a place. */
function mayStart(text: string, at: number, { pairs, starts }: FormIndex): boolean {
  if (pairs[pairAt(text, at)] !== 1) return false;
  const start = startAt(text, at);
  return ((starts[start >> 3] ?? 0) & (1 << (start & 7))) !== 0;
}

function formsAt(lower: string, at: number, { forms }: FormIndex): readonly Form[] {
  return forms.get(keyAt(lower, at)) ?? [];
}

/** Of ASCII only, so that every character keeps its place. */
function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A number for the four characters from a place on; others may have the same. */
function keyAt(text: string, at: number): number {
  let key = 0;
  for (let i = at; i < at + minSecretLength; i++) key = (Math.imul(key, 31) + text.charCodeAt(i)) | 0;
  return key;
}

function redactText(text: string, index: FormIndex): string {
  const lower = lowerCase(text);
  const parts: string[] = [];
  let copied = 0;
  let cut = text.indexOf(cutMark);
  let ends = maxEnds;
  for (let at = 0; at + minSecretLength <= text.length; at++) {
    if (cut >= 0 && cut < at) cut = text.indexOf(cutMark, at);
    let length = mayStart(lower, at, index) ? secretLength({ text, lower, at, cut }, formsAt(lower, at, index)) : 0;
    if (length === 0 && ends > 0 && text.startsWith(cutStart, at - 2)) {
      ends--;
      length = endLength(lower, at, index.forms);
    }
    if (length === 0) continue;
    addSecret(parts, text.slice(copied, at));
    copied = at + length;
    at = copied - 1;
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

/** Secrets without anything between them are shown as one. */
function addSecret(parts: string[], before: string): void {
  if (before !== '' || parts.length === 0) parts.push(before, mark);
}

/** Every form is tried at each of them; our own texts are cut at the beginning once. */
const maxEnds = 20;

/** How much from a place on, before which a text was cut, is the end of one of the forms; 0 for none. */
function endLength(lower: string, at: number, forms: FormIndex['forms']): number {
  let longest = 0;
  for (const { lower: form } of [...forms.values()].flat()) {
    for (let length = form.length - 1; length >= minSecretLength && length > longest; length--) {
      if (lower.startsWith(form.slice(-length), at)) longest = length;
    }
  }
  return longest;
}

interface Place {
  readonly text: string;
  readonly lower: string;
  readonly at: number;
  /** Of the next cut; -1 for none. */
  readonly cut: number;
}

/** How much from a place on is one of the forms, or its beginning where the text was cut; 0 for none. */
function secretLength({ text, lower, at, cut }: Place, forms: readonly Form[]): number {
  const rest = text[cut - 1] === '"' ? cut - 1 - at : cut - at;
  for (const form of forms) {
    const isWhole = lower.startsWith(form.lower, at);
    if (isWhole && (form.exact === undefined || text.startsWith(form.exact, at))) return form.lower.length;
    if (!isWhole && rest >= minSecretLength && isBeginning(lower, at, { rest, form })) return rest;
  }
  return 0;
}

function isBeginning(
  lower: string,
  at: number,
  { rest, form }: { readonly rest: number; readonly form: Form },
): boolean {
  return rest < form.lower.length && form.lower.startsWith(lower.slice(at, at + rest));
}
