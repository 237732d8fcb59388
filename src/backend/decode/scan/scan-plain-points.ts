import { powersOfTen } from './exact-quotient.ts';
import {
  closeBracket,
  comma,
  digitAt,
  dot,
  isDigit,
  minus,
  type NumberScanner,
  openBracket,
  space,
  withDigit,
} from './number-scanner.ts';
import type { PointStore } from './point-store.ts';

/**
 * Reads the points behind a point as nearly all servers write them, `,[123.456,1600000000000]` with or without a space behind
 * each comma. Stops behind the last one that is written so and for which there is room.
 */
// eslint-disable-next-line complexity -- the hottest loop: a function that returned where it stopped would take half as long again
export function scanPlainPoints(scanner: NumberScanner, store: PointStore): void {
  const { bytes } = scanner;
  const { times, values } = store;
  let { at } = scanner;
  let { count } = store;
  let timeLength = 13;
  while (bytes[at] === comma && count < times.length) {
    const open = behindSpace(bytes, at + 1);
    if (bytes[open] !== openBracket) break;
    const first = bytes[open + 1] === minus ? open + 2 : open + 1;
    let end = first;
    let mantissa = 0;
    let digit = digitAt(bytes, end);
    for (; isDigit(digit); digit = digitAt(bytes, ++end)) mantissa = withDigit(mantissa, digit);
    const wholeEnd = end;
    if (bytes[end] === dot) {
      digit = digitAt(bytes, ++end);
      for (; isDigit(digit); digit = digitAt(bytes, ++end)) mantissa = withDigit(mantissa, digit);
    }
    const decimals = end === wholeEnd ? 0 : end - wholeEnd - 1;
    let value = mantissa / (powersOfTen[decimals] ?? 1);
    if (first !== open + 1) value = -value;
    if (end - first > maxShortNumber || !isWholeNumber(bytes, first, end)) {
      scanner.at = open + 1;
      value = scanValue(scanner, store);
      end = scanner.at;
    }
    if (end === open + 1 || bytes[end] !== comma) break;

    const start = behindSpace(bytes, end + 1);
    if (bytes[start + timeLength] !== closeBracket) timeLength = bytes.indexOf(closeBracket, start) - start;
    const time = shortInteger(bytes, start, start + timeLength);
    if (Number.isNaN(time)) break;
    values[count] = value;
    times[count++] = time;
    at = start + timeLength + 1;
  }
  scanner.at = at;
  store.count = count;
}

/** The value at the cursor in any notation, NaN for null; the cursor does not move where no value is found. */
export function scanValue(scanner: NumberScanner, store: PointStore): number {
  const value = scanner.numberOrNull();
  if (Number.isNaN(value)) store.hasNulls = true;
  return value;
}

/** Without the sign: nine digits, or eight and a dot. They fit in 32 bits, whose arithmetic takes less than half of a double's time. */
const maxShortNumber = 9;

/** A server puts one space here, or none. */
function behindSpace(bytes: Buffer, at: number): number {
  return bytes[at] === space ? at + 1 : at;
}

/** Whether digits, with a dot among them or not, are a number as JSON has it. */
function isWholeNumber(bytes: Buffer, first: number, end: number): boolean {
  const digit = digitAt(bytes, first);
  if (!isDigit(digit) || !isDigit(digitAt(bytes, end - 1))) return false;
  return digit !== 0 || !isDigit(digitAt(bytes, first + 1));
}

/** An integer of up to sixteen digits that a double holds; NaN for anything else. */
function shortInteger(bytes: Buffer, start: number, end: number): number {
  if (end - start > 16 || !isWholeNumber(bytes, start, end)) return NaN;
  const middle = Math.min(start + 8, end);
  let head = 0;
  let tail = 0;
  for (let at = start; at < middle; at++) {
    const digit = digitAt(bytes, at);
    if (!isDigit(digit)) return NaN;
    head = withDigit(head, digit);
  }
  for (let at = middle; at < end; at++) {
    const digit = digitAt(bytes, at);
    if (!isDigit(digit)) return NaN;
    tail = withDigit(tail, digit);
  }
  const value = head * (powersOfTen[end - middle] ?? 1) + tail;
  return value <= Number.MAX_SAFE_INTEGER ? value : NaN;
}
