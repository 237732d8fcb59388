import { byte, NumberScanner } from './number-scanner.ts';
import type { ScannedPoints } from './read-points.ts';

/** An answer whose arrays of points have been read already. */
export interface ScannedAnswer {
  /** The body with the number i in the place of the i-th array of points. */
  readonly skeleton: Uint8Array;
  readonly points: readonly ScannedPoints[];
}

const key = Buffer.from('"datapoints"');

/**
 * Reads every array that stands behind a key "datapoints" straight from the bytes, without making a point of them.
 * Undefined when there is none, or when one holds anything else than pairs of a number or null and a number that a double
 * holds: whoever reads the answer then has to do it the long way.
 */
export function scanPoints(body: Uint8Array): ScannedAnswer | undefined {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!buffer.includes(key)) return undefined;
  const scanner = new NumberScanner(buffer);
  const points: ScannedPoints[] = [];
  const skeleton: Buffer[] = [];
  let copied = 0;
  for (let quote = buffer.indexOf(byte.quote); quote >= 0; quote = buffer.indexOf(byte.quote, scanner.at)) {
    const end = endOfString(buffer, quote);
    scanner.at = end;
    if (!isKey(buffer, quote, end) || !scanner.accept(byte.colon)) continue;
    scanner.skipSpace();
    skeleton.push(buffer.subarray(copied, scanner.at), Buffer.from(String(points.length)));
    const array = scanArray(scanner);
    if (array === undefined) return undefined;
    points.push(array);
    copied = scanner.at;
  }
  if (points.length === 0) return undefined;
  skeleton.push(buffer.subarray(copied));
  return { skeleton: Buffer.concat(skeleton), points };
}

/** The place behind a string's closing quote; the end of the text when there is none. */
function endOfString(buffer: Buffer, start: number): number {
  for (let quote = buffer.indexOf(byte.quote, start + 1); quote >= 0; quote = buffer.indexOf(byte.quote, quote + 1)) {
    let backslashes = 0;
    while (buffer[quote - 1 - backslashes] === byte.backslash) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return buffer.length;
}

function isKey(buffer: Buffer, start: number, end: number): boolean {
  return end - start === key.length && buffer.compare(key, 0, key.length, start, end) === 0;
}

function scanArray(scanner: NumberScanner): ScannedPoints | undefined {
  if (!scanner.accept(byte.openBracket)) return undefined;
  let times = new Float64Array(64);
  let values = new Float64Array(64);
  let count = 0;
  if (scanner.accept(byte.closeBracket)) return { times, values, count };
  do {
    if (count === times.length) {
      times = grown(times);
      values = grown(values);
    }
    if (!scanPoint(scanner, { times, values, count })) return undefined;
    count++;
  } while (scanner.accept(byte.comma));
  return scanner.accept(byte.closeBracket) ? { times, values, count } : undefined;
}

/** Reads one `[value, time]` behind the points there are. */
function scanPoint(scanner: NumberScanner, { times, values, count }: ScannedPoints): boolean {
  if (!scanner.accept(byte.openBracket)) return false;
  scanner.skipSpace();
  const value = scanner.number();
  if (Number.isNaN(value) && !scanner.acceptNull()) return false;
  if (!scanner.accept(byte.comma)) return false;
  scanner.skipSpace();
  const time = scanner.number();
  values[count] = value;
  times[count] = time;
  return !Number.isNaN(time) && scanner.accept(byte.closeBracket);
}

function grown(array: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
