import { formsOf, minSecretLength } from './secret-forms.ts';

/** One of the forms that a secret may have in a text. */
export interface Form {
  readonly lower: string;
  /** As it must be written; absent where case does not matter. */
  readonly exact?: string;
}

interface CountedForm extends Form {
  count: number;
}

const pairCount = 2 ** 12;
const startCount = 2 ** 16;

const minCaselessLength = 8;
/** So many forms that are gone may make places of a text look as if one began there. */
const maxGone = 1000;

/** The forms of secrets, found by how they begin. Secrets may come and go; one that was added twice stays until it is removed twice. */
export class FormIndex {
  readonly #counted = new Map<string, CountedForm>();
  /** By their first four characters, the longest first. */
  readonly #byStart = new Map<number, Form[]>();
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

  formsAt(lower: string, at: number): readonly Form[] {
    return this.#byStart.get(startKeyAt(lower, at)) ?? [];
  }

  forms(): Iterable<Form> {
    return this.#counted.values();
  }

  #insert(key: string, text: string): void {
    const lower = lowerCase(text);
    const form = { lower, count: 1, ...(text.length < minCaselessLength && { exact: text }) };
    this.#counted.set(key, form);
    const start = startKeyAt(lower, 0);
    const forms = this.#byStart.get(start) ?? [];
    const shorter = forms.findIndex((other) => other.lower.length < lower.length);
    forms.splice(shorter < 0 ? forms.length : shorter, 0, form);
    this.#byStart.set(start, forms);
    this.#mark(form);
  }

  #delete(key: string, form: CountedForm): void {
    this.#counted.delete(key);
    const start = startKeyAt(form.lower, 0);
    const others = (this.#byStart.get(start) ?? []).filter((other) => other !== form);
    if (others.length === 0) this.#byStart.delete(start);
    else this.#byStart.set(start, others);
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
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function keyOf(form: string): string {
  return form.length < minCaselessLength ? form : lowerCase(form);
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
