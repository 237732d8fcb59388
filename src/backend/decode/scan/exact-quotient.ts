/** The powers of ten that a double holds exactly. */
export const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${String(power)}`));

/** The digits of a number of ten to eighteen digits. */
export interface LongMantissa {
  /** The first nine, which do not begin with 0. */
  readonly head: number;
  /** The others. */
  readonly tail: number;
  readonly digits: number;
}

/**
 * A mantissa divided by a power of ten, up to the 22nd, rounded as JSON.parse rounds it. NaN for an integer beyond 2^53, and for a
 * quotient so close to the middle between two doubles that this method cannot decide which one is nearer.
 *
 * The mantissa is a sum of two doubles. Their quotient is off by a few units in its last place; what is missing follows from
 * an exact product (T. J. Dekker, A floating-point technique for extending the available precision, 1971), and rounding
 * happens once, when it is added.
 */
export function exactQuotient({ head, tail, digits }: LongMantissa, decimals: number): number {
  // Below 2^30 times 5^9: exact, however many digits the tail has.
  const shifted = head * (powersOfTen[digits - 9] ?? 1);
  const mantissa = shifted + tail;
  const rest = tail - (mantissa - shifted);
  const power = powersOfTen[decimals] ?? 1;
  if (mantissa <= Number.MAX_SAFE_INTEGER) return mantissa / power;
  if (decimals === 0) return NaN;
  const quotient = mantissa / power;
  const product = quotient * power;
  const missing = (mantissa - product + (rest - productError(quotient, power, product))) / power;
  // The error of what is missing stays far below this.
  const doubt = quotient * 2 ** -98;
  const value = quotient + (missing - doubt);
  return value === quotient + (missing + doubt) ? value : NaN;
}

/** a * b - product, exactly. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The first 26 of a double's 53 bits. */
function upperHalf(value: number): number {
  const scaled = value * (2 ** 27 + 1);
  return scaled - (scaled - value);
}
