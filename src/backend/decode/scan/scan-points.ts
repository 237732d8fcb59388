import { backslash, closeBracket, colon, comma, NumberScanner, openBracket } from './number-scanner.ts';
import { PointStore, type ScannedPoints } from './point-store.ts';
import { scanPlainPoints, scanValue } from './scan-plain-points.ts';
import { SkeletonWriter } from './skeleton-writer.ts';

/** An answer whose arrays of points have been read already. */
export interface ScannedAnswer {
  /** The body with the number i in the place of the i-th array of points. */
  readonly skeleton: Uint8Array;
  readonly points: readonly ScannedPoints[];
}

const key = Buffer.from('"datapoints"');

/**
 * Reads every array that stands behind a key "datapoints" straight from the bytes, without making a point of them.
 * Undefined when there is no such array, or when one holds anything but pairs of a number or null and a number that a double can hold. The answer has to be
 * parsed as JSON then.
 */
export function scanPoints(body: Uint8Array): ScannedAnswer | undefined {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const scanner = new NumberScanner(buffer);
  const store = new PointStore(buffer.length);
  const points: ScannedPoints[] = [];
  const skeleton = new SkeletonWriter(buffer);
  for (let at = buffer.indexOf(key); at >= 0; at = buffer.indexOf(key, scanner.at)) {
    scanner.at = at + key.length;
    if (!isKey(scanner, at)) continue;
    scanner.skipSpace();
    const start = scanner.at;
    const array = scanArray(scanner, store);
    if (array === undefined) return undefined;
    skeleton.replace(start, scanner.at, points.push(array) - 1);
  }
  return points.length === 0 ? undefined : { skeleton: skeleton.finish(), points };
}

/**
 * Whether what was found at a place is a key; moves behind its colon. In JSON, a quote that no backslash stands before begins
 * or ends a string; one that ends a string and has a letter behind it will fail to be parsed.
 */
function isKey(scanner: NumberScanner, at: number): boolean {
  return scanner.bytes[at - 1] !== backslash && scanner.accept(colon);
}

function scanArray(scanner: NumberScanner, store: PointStore): ScannedPoints | undefined {
  if (!scanner.accept(openBracket)) return undefined;
  store.open();
  if (scanner.accept(closeBracket)) return store.close();
  do {
    store.makeRoom(scanner.at);
    if (!scanPoint(scanner, store)) return undefined;
    scanPlainPoints(scanner, store);
  } while (scanner.accept(comma));
  return scanner.accept(closeBracket) ? store.close() : undefined;
}

/** Reads one `[value, time]`, however it is written, into a store that has room for it. */
function scanPoint(scanner: NumberScanner, store: PointStore): boolean {
  if (!scanner.accept(openBracket)) return false;
  scanner.skipSpace();
  const start = scanner.at;
  const value = scanValue(scanner, store);
  if (scanner.at === start || !scanner.accept(comma)) return false;
  scanner.skipSpace();
  const time = scanner.number();
  if (Number.isNaN(time) || !scanner.accept(closeBracket)) return false;
  store.values[store.count] = value;
  store.times[store.count++] = time;
  return true;
}
