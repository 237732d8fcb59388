/** JSON's punctuation, as bytes. */
export const byte = {
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
} as const;

/** A cursor over JSON text that reads numbers without making strings of them. */
export class NumberScanner {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Moves on to the first byte that is no white space, and returns it; -1 at the end. */
  skipSpace(): number {
    const bytes = this.#bytes;
    let { at } = this;
    while (isSpace(bytes[at])) at++;
    this.at = at;
    return bytes[at] ?? -1;
  }

  /** Whether the next byte that is no white space is this one; moves behind it if so. */
  accept(expected: number): boolean {
    if (this.#bytes[this.at] !== expected && this.skipSpace() !== expected) return false;
    this.at++;
    return true;
  }

  /** Moves behind `null`; false, and nothing moves, when something else is here. */
  acceptNull(): boolean {
    if (this.#bytes[this.at] !== letterN || this.#bytes.toString('latin1', this.at, this.at + 4) !== 'null')
      return false;
    this.at += 4;
    return true;
  }

  /**
   * The number at the cursor, exactly as JSON.parse reads it; moves behind it. NaN for what is no JSON number and for an
   * integer that a double may not hold.
   */
  // eslint-disable-next-line complexity -- the hottest loop of all; in pieces it takes twice as long
  number(): number {
    const bytes = this.#bytes;
    let { at } = this;
    let code = bytes[at] ?? 0;
    const negative = code === byte.minus;
    if (negative) code = bytes[++at] ?? 0;
    const first = at;
    let mantissa = 0;
    for (; code >= byte.zero && code <= byte.nine; code = bytes[++at] ?? 0)
      mantissa = mantissa * 10 + (code - byte.zero);
    const wholeDigits = at - first;
    let decimals = 0;
    if (code === byte.dot) {
      for (code = bytes[++at] ?? 0; code >= byte.zero && code <= byte.nine; code = bytes[++at] ?? 0) {
        mantissa = mantissa * 10 + (code - byte.zero);
      }
      decimals = at - first - wholeDigits - 1;
      if (decimals === 0) return NaN;
    }
    if (wholeDigits === 0 || (wholeDigits > 1 && bytes[first] === byte.zero)) return NaN;
    // Both an integer below 2^53 and a power of ten up to 22 are exact in a double, so one division rounds once, correctly.
    const power = powersOfTen[decimals];
    if ((code | 0x20) === letterE || mantissa > Number.MAX_SAFE_INTEGER || power === undefined) return this.#unusual();
    this.at = at;
    const value = decimals === 0 ? mantissa : mantissa / power;
    return negative ? -value : value;
  }

  /** A number with more digits than fit, or with an exponent. */
  #unusual(): number {
    let end = this.at;
    while (numberBytes.has(this.#bytes[end] ?? 0)) end++;
    const text = this.#bytes.toString('latin1', this.at, end);
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) || /^-?\d+$/.test(text)) return NaN;
    this.at = end;
    return Number(text);
  }
}

const letterE = 0x65;
const letterN = 0x6e;
const numberBytes = new Set(Buffer.from('0123456789+-.eE'));
const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${String(power)}`));

function isSpace(code: number | undefined): boolean {
  return code === byte.space || code === 0x0a || code === 0x0d || code === 0x09;
}
