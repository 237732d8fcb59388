import { exactQuotient, powersOfTen } from './exact-quotient.ts';

// JSON's punctuation, as bytes.
export const space = 0x20;
export const comma = 0x2c;
export const minus = 0x2d;
export const dot = 0x2e;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
const zero = 0x30;

/** A cursor over JSON text that reads numbers without making strings of them. */
export class NumberScanner {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Moves on to the first byte that is no white space, and returns it; -1 at the end. */
  skipSpace(): number {
    const { bytes } = this;
    let { at } = this;
    while (isSpace(bytes[at])) at++;
    this.at = at;
    return bytes[at] ?? -1;
  }

  /** Whether the next byte that is no white space is this one; moves behind it if so. */
  accept(expected: number): boolean {
    if (this.bytes[this.at] !== expected && this.skipSpace() !== expected) return false;
    this.at++;
    return true;
  }

  /** The number at the cursor, or NaN for `null`; moves behind it. Does not move where neither can be read. */
  numberOrNull(): number {
    const { bytes, at } = this;
    if (bytes[at] !== letterN) return this.number();
    if (bytes[at + 1] === letterU && bytes[at + 2] === letterL && bytes[at + 3] === letterL) this.at += 4;
    return NaN;
  }

  /**
   * The number at the cursor, exactly as JSON.parse reads it; moves behind it. NaN, and nothing moves, for what is no JSON
   * number and for an integer that a double may not hold.
   */
  // eslint-disable-next-line complexity -- the hottest loop where values have many digits; see scanPlainPoints
  number(): number {
    const { bytes } = this;
    let { at } = this;
    const negative = bytes[at] === minus;
    if (negative) at++;
    const first = at;
    let point = -1;
    // Nine digits fit in 32 bits, whose arithmetic takes less than half of a double's time.
    let head = 0;
    let tail = 0;
    let digits = 0;
    for (; ; at++) {
      const digit = digitAt(bytes, at);
      if (isDigit(digit)) {
        if (digits < 9) head = withDigit(head, digit);
        else tail = withDigit(tail, digit);
        if (head !== 0) digits++;
      } else if (bytes[at] === dot && point < 0) point = at;
      else break;
    }
    const wholeDigits = (point < 0 ? at : point) - first;
    if (wholeDigits === 0 || (wholeDigits > 1 && bytes[first] === zero) || point === at - 1) return NaN;
    const decimals = point < 0 ? 0 : at - point - 1;
    if (((bytes[at] ?? 0) | 0x20) === letterE || digits > 18 || decimals >= powersOfTen.length) return this.#unusual();
    const value = digits <= 9 ? head / (powersOfTen[decimals] ?? 1) : exactQuotient({ head, tail, digits }, decimals);
    if (Number.isNaN(value)) return this.#unusual();
    this.at = at;
    return negative ? -value : value;
  }

  /** A number with more digits than fit, or with an exponent. */
  #unusual(): number {
    let end = this.at;
    while (numberBytes.has(this.bytes[end] ?? 0)) end++;
    const text = this.bytes.toString('latin1', this.at, end);
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) || /^-?\d+$/.test(text)) return NaN;
    this.at = end;
    return Number(text);
  }
}

/** The value of a byte as a digit; only valid where `isDigit` accepts it. */
export function digitAt(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) - zero;
}

export function isDigit(digit: number): boolean {
  return digit >= 0 && digit <= 9;
}

/** An integer that fits in 32 bits, as it does with nine digits, with one digit more behind it. */
export function withDigit(integer: number, digit: number): number {
  return (Math.imul(integer, 10) + digit) | 0;
}

const letterE = 0x65;
const letterL = 0x6c;
const letterN = 0x6e;
const letterU = 0x75;
const numberBytes = new Set(Buffer.from('0123456789+-.eE'));

function isSpace(code: number | undefined): boolean {
  return code === space || code === 0x0a || code === 0x0d || code === 0x09;
}
