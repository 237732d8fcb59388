import { backslash, closeBracket, colon, comma, NumberScanner, openBracket } from './number-scanner.ts';
import { PointStore, type ScannedPoints } from './point-store.ts';
import { scanPlainPoints, scanValue } from './scan-plain-points.ts';
import { SkeletonWriter } from './skeleton-writer.ts';

/** An answer whose arrays of points have been read already. */
export interface ScannedAnswer {
  /** The body with the number i in the place of the i-th array of points that is not empty. */
  readonly skeleton: Uint8Array;
  readonly points: readonly ScannedPoints[];
}

const key = Buffer.from('"datapoints"');

/**
 * Reads the arrays behind keys "datapoints" from the bytes, without creating an object for each point.
 * Undefined when no such array has points, or when one holds anything but pairs of a number or null and a number that a double can hold: then the
 * whole answer has to be parsed as JSON.
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
    // Whether a series has points decides how else its element is read: empty arrays stay as they are.
    if (array.times.length === 0) continue;
    skeleton.replace(start, scanner.at, points.push(array) - 1);
  }
  return points.length === 0 ? undefined : { skeleton: skeleton.finish(), points };
}

/**
 * Whether the text that was found at a place is a key; moves behind its colon. In JSON, a quotation mark without a backslash before it begins
 * or ends a string. If it ends one here, a letter follows it, and JSON.parse refuses the answer later.
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

/** Reads one `[value, time]` in any notation. The store must have room for it. */
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
