import { formsOf, minSecretLength } from './secret-forms.ts';

/** One of the forms that a secret may have in a text. */
export interface Form {
  readonly lower: string;
  /** How many secrets have it. */
  count: number;
}

/** The forms that begin with the same four characters. */
interface Start {
  readonly forms: Set<Form>;
  /** In the order of their characters, and how long they are, the longest first; absent until somebody asks. */
  sorted?: { readonly lowers: readonly string[]; readonly lengths: readonly number[] };
}

const pairCount = 2 ** 12;
const startCount = 2 ** 16;

const minCaselessLength = 8;
/** So many forms that are gone may make places of a text look as if one began there. */
const maxGone = 1000;

/**
 * The forms of secrets, found by how they begin: with ever so many that begin alike, a look at one place of a text takes no longer than
 * there are lengths. Secrets may come and go; one that was added twice stays until it is removed twice.
 */
export class FormIndex {
  /** Those of fewer than eight characters as they must be written, the others in lower case. */
  readonly #counted = new Map<string, Form>();
  readonly #byStart = new Map<number, Start>();
  /** 1 for whatever the first two characters of a form make, whatever their case: most places of a text begin none. */
  readonly #pairs = new Uint8Array(pairCount);
  /** The same of the first four, a bit for each. */
  readonly #starts = new Uint8Array(startCount / 8);
  #gone = 0;

  get size(): number {
    return this.#counted.size;
  }

  add(secret: string): void {
    for (const text of formsOf(secret)) {
      const key = keyOf(text);
      const known = this.#counted.get(key);
      if (known === undefined) this.#insert(key, text);
      else known.count += 1;
    }
  }

  remove(secret: string): void {
    for (const text of formsOf(secret)) {
      const key = keyOf(text);
      const known = this.#counted.get(key);
      if (known === undefined) continue;
      known.count -= 1;
      if (known.count === 0) this.#delete(key, known);
    }
  }

  /** Whether one of the forms may begin at a place. */
  mayStart(text: string, at: number): boolean {
    if (this.#pairs[pairAt(text, at)] !== 1) return false;
    const start = startAt(text, at);
    return ((this.#starts[start >> 3] ?? 0) & (1 << (start & 7))) !== 0;
  }

  /** How long the longest form is that stands at a place; 0 for none. @param lower the text in lower case */
  lengthAt(text: string, lower: string, at: number): number {
    const { lengths = [] } = this.#sortedAt(lower, at) ?? {};
    return lengths.find((length) => this.#counted.has(sliceAt(text, lower, { at, length }))) ?? 0;
  }

  /** Whether so many characters from a place on are the beginning of a longer form. */
  isBeginning(lower: string, at: number, length: number): boolean {
    const { lowers = [], lengths: [longest = 0] = [] } = this.#sortedAt(lower, at) ?? {};
    if (length >= longest) return false;
    const beginning = lower.slice(at, at + length);
    let [low, high] = [0, lowers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lowers[middle] ?? '') <= beginning) low = middle + 1;
      else high = middle;
    }
    return lowers[low]?.startsWith(beginning) === true;
  }

  forms(): Iterable<Form> {
    return this.#counted.values();
  }

  #insert(key: string, text: string): void {
    const form = { lower: lowerCase(text), count: 1 };
    this.#counted.set(key, form);
    const start = startKeyAt(form.lower, 0);
    const known = this.#byStart.get(start);
    if (known === undefined) this.#byStart.set(start, { forms: new Set([form]) });
    else {
      known.forms.add(form);
      delete known.sorted;
    }
    this.#mark(form);
  }

  #sortedAt(lower: string, at: number): Start['sorted'] {
    const start = this.#byStart.get(startKeyAt(lower, at));
    if (start === undefined) return undefined;
    if (start.sorted === undefined) {
      const lowers = Array.from(start.forms, (form) => form.lower).sort();
      const lengths = [...new Set(lowers.map(({ length }) => length))].sort((a, b) => b - a);
      start.sorted = { lowers, lengths };
    }
    return start.sorted;
  }

  #delete(key: string, form: Form): void {
    this.#counted.delete(key);
    const startKey = startKeyAt(form.lower, 0);
    const start = this.#byStart.get(startKey);
    start?.forms.delete(form);
    if (start?.forms.size === 0) this.#byStart.delete(startKey);
    else delete start?.sorted;
    this.#gone += 1;
    if (this.#gone <= maxGone) return;
    this.#gone = 0;
    this.#pairs.fill(0);
    this.#starts.fill(0);
    for (const left of this.forms()) this.#mark(left);
  }

  #mark({ lower }: Form): void {
    this.#pairs[pairAt(lower, 0)] = 1;
    const start = startAt(lower, 0);
    this.#starts[start >> 3] = (this.#starts[start >> 3] ?? 0) | (1 << (start & 7));
  }
}

/** Of ASCII only, so that every character keeps its place. */
export function lowerCase(text: string): string {
  if (Buffer.byteLength(text) === text.length) return text.toLowerCase();
  const units = Buffer.from(text, 'utf16le');
  for (let at = 0; at < units.length; at += 2) {
    const unit = units[at] ?? 0;
    if (unit >= 0x41 && unit <= 0x5a && units[at + 1] === 0) units[at] = unit | 0x20;
  }
  return units.toString('utf16le');
}

function keyOf(form: string): string {
  return form.length < minCaselessLength ? form : lowerCase(form);
}

function sliceAt(
  text: string,
  lower: string,
  { at, length }: { readonly at: number; readonly length: number },
): string {
  return (length < minCaselessLength ? text : lower).slice(at, at + length);
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

/** A number for the four characters from a place on; others may have the same. */
function startKeyAt(text: string, at: number): number {
  let key = 0;
  for (let i = at; i < at + minSecretLength; i++) key = (Math.imul(key, 31) + text.charCodeAt(i)) | 0;
  return key;
}
