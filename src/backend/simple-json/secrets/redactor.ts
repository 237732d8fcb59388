import { FormIndex, lowerCase } from './form-index.ts';
import { minSecretLength } from './secret-forms.ts';
import { leftOut, withinLimits } from './secret-limits.ts';
import { runAtOnce, type Steps } from '../../sdk/turns/steps.ts';

/** Replaces every secret in a text, in whatever form it is written. */
export interface Redact {
  (text: string): string;
  /** The same for a text that may have millions of characters. */
  readonly inSteps: (text: string) => Steps<string>;
}

/** What a secret is replaced by. */
const mark = '[secret]';

/** Marks where a text was cut. What stands before it may be the beginning of a secret. */
const cutMark = '…';

/** How a quotation begins whose beginning was cut off. */
const cutStart = `${cutMark}"`;

/**
 * Takes secrets out of texts in one pass, however many there are. Nothing is computed before the first text. Letters are
 * compared without their case in forms of eight characters and more: hosts and percent-encoding do not keep it. Where there are more
 * secrets than can be looked for, no text is shown.
 */
export function createRedactor(secrets: () => Iterable<string>): Redact {
  let known: Redact | undefined;
  const redact = (): Redact => (known ??= redactorOf(secrets()));
  return Object.assign((text: string) => redact()(text), { inSteps: (text: string) => redact().inSteps(text) });
}

function redactorOf(given: Iterable<string>): Redact {
  const { secrets, areAll } = withinLimits(given);
  if (!areAll) return leaveOut;
  const index = new FormIndex();
  for (const secret of secrets) index.add(secret);
  return Object.assign((text: string) => redactWith(text, index), {
    inSteps: (text: string) => redactInSteps(text, index),
  });
}

/** In place of a redactor, where there are too many secrets to look for: shows no text at all. */
export const leaveOut: Redact = Object.assign(leftOutOf, {
  *inSteps(text: string): Steps<string> {
    yield;
    return leftOutOf(text);
  },
});

function leftOutOf(text: string): string {
  return text === '' ? '' : leftOut;
}

/** Replaces all forms of an index in a text. */
export function redactWith(text: string, index: FormIndex): string {
  return index.size > 0 && mayHoldSecret(text, index) ? runAtOnce(redactText(text, index)) : text;
}

/** So many characters are searched within some milliseconds, also where many places look like the beginning of a secret. */
const charactersOfStep = 16 * 1024;

function* redactInSteps(text: string, index: FormIndex): Steps<string> {
  if (index.size === 0) return text;
  for (let from = 0; from < text.length; from += charactersOfStep) {
    // Each part overlaps with the next by what the search looks ahead.
    const part = text.slice(from, from + charactersOfStep + minSecretLength - 1);
    if (mayHoldSecret(part, index)) return yield* redactText(text, index);
    yield;
  }
  return text;
}

/** Whether a text is worth a closer look: nearly none is. */
function mayHoldSecret(text: string, index: FormIndex): boolean {
  if (text.includes(cutStart)) return true;
  for (let at = 0; at + minSecretLength <= text.length; at++) if (index.mayStart(text, at)) return true;
  return false;
}

function* redactText(text: string, index: FormIndex): Steps<string> {
  const lower = yield* lowerCaseInSteps(text);
  const parts: string[] = [];
  let copied = 0;
  let cut = text.indexOf(cutMark);
  let ends = maxEnds;
  let pauseAt = charactersOfStep;
  for (let at = 0; at + minSecretLength <= text.length; at++) {
    if (at >= pauseAt) {
      pauseAt = at + charactersOfStep;
      yield;
    }
    cut = nextCut(text, cut, at);
    let length = index.mayStart(lower, at) ? secretLength({ text, lower, at, cut }, index) : 0;
    if (length === 0 && ends > 0 && text.startsWith(cutStart, at - 2)) {
      ends--;
      length = endLength(lower, at, index);
    }
    if (length === 0) continue;
    addSecret(parts, text.slice(copied, at));
    copied = at + length;
    at = copied - 1;
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

function nextCut(text: string, cut: number, at: number): number {
  return cut >= 0 && cut < at ? text.indexOf(cutMark, at) : cut;
}

function* lowerCaseInSteps(text: string): Steps<string> {
  if (text.length <= charactersOfStep) return lowerCase(text);
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += charactersOfStep) {
    parts.push(lowerCase(text.slice(from, from + charactersOfStep)));
    yield;
  }
  return parts.join('');
}

/** Adjacent secrets are shown as one. */
function addSecret(parts: string[], before: string): void {
  if (before !== '' || parts.length === 0) parts.push(before, mark);
}

/** How many quotations with a cut beginning are examined in one text, since every form is tried at each. Our own texts have one at most. */
const maxEnds = 20;
/** With more forms than this, cut beginnings are not examined, which would take too long. One call has far fewer forms. */
const maxFormsWithEnds = 2000;

/** The length of the end of a form that stands at a place before which the text was cut; 0 for none. */
function endLength(lower: string, at: number, index: FormIndex): number {
  if (index.size > maxFormsWithEnds) return 0;
  let longest = 0;
  for (const { lower: form } of index.forms()) {
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

/** The length of the form that stands at a place, or of its beginning where the text was cut; 0 for none. */
function secretLength({ text, lower, at, cut }: Place, index: FormIndex): number {
  const whole = index.lengthAt(text, lower, at);
  const rest = text[cut - 1] === '"' ? cut - 1 - at : cut - at;
  return rest > whole && rest >= minSecretLength && index.isBeginning(lower, at, rest) ? rest : whole;
}
