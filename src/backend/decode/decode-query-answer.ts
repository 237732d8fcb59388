import type { AnswerHints } from './answer/answer-hints.ts';
import { answerLimits, type ResultLimits } from './json/answer-limits.ts';
import { DecodeError, type DecodedAnswer, type DecodedResult } from './answer/decoded-answer.ts';
import { decodeResult } from './result/decode-result.ts';
import { parseJsonBody, type ParseLimits } from './json/parse-json-body.ts';
import { createProblemList } from './json/problem-list.ts';
import type { ResultSource, ScannedArrays } from './result/result-source.ts';
import type { AskedRange } from './time/time-unit.ts';
import { scanPoints } from './scan/scan-points.ts';
import { unwrapResults } from './foreign/unwrap-results.ts';

/**
 * Decodes the body of an answer to `/query`, in any shape that Grafana's own pages accepted from a Simple JSON server
 * and some that they did not. An empty body, `null` and `[]` are answers without results.
 * @throws {DecodeError} when nothing in the body can be used: it is not JSON, or none of its results, points and rows can be read.
 */
export function decodeQueryAnswer(
  body: Uint8Array,
  limits: QueryLimits = answerLimits.query,
  { asked }: AnswerHints = {},
): DecodedAnswer {
  const { maxColumns } = limits;
  return (
    decodeScanned(body, limits, asked) ??
    decodeElements(unwrapResults(parseJsonBody(body, limits), readTextIn(limits)), { asked, maxColumns })
  );
}

type QueryLimits = ParseLimits & ResultLimits;

/** Parses JSON that is a text inside other JSON. */
function readTextIn(limits: QueryLimits): (text: string) => unknown {
  return (text) => parseJsonBody(new TextEncoder().encode(text), limits);
}

/** JSON.parse is faster than the scanner for shorter bodies. */
const minScannedBytes = 1024;

/**
 * The fast way, for what nearly every server sends: arrays of [number, number] are read from the bytes, and only the rest is parsed
 * as JSON. Undefined when the answer holds anything else; then the whole answer is parsed as JSON.
 */
function decodeScanned(
  body: Uint8Array,
  limits: QueryLimits,
  asked: AskedRange | undefined,
): DecodedAnswer | undefined {
  if (body.length < minScannedBytes) return undefined;
  const scanned = scanPoints(body);
  if (scanned === undefined || mayHideKeys(scanned.skeleton)) return undefined;
  let taken = 0;
  const scannedArrays: ScannedArrays = {
    take(standIn) {
      if (typeof standIn !== 'number') return undefined;
      taken++;
      return scanned.points[standIn];
    },
  };
  try {
    const answer = decodeElements(unwrapResults(parseJsonBody(scanned.skeleton, limits), readTextIn(limits)), {
      asked,
      scanned: scannedArrays,
      maxColumns: limits.maxColumns,
    });
    return taken === scanned.points.length ? answer : undefined;
  } catch (error) {
    if (error instanceof DecodeError && error.reason === 'too-many') throw error;
    // Messages must quote the answer as it is, not the skeleton.
    return undefined;
  }
}

const backslash = 0x5c;

/** Whether a key "datapoints" may be written with escapes: the scanner does not find it, and a number behind it would look like a stand-in. */
function mayHideKeys(skeleton: Uint8Array): boolean {
  if (!skeleton.includes(backslash)) return false;
  const bytes = Buffer.from(skeleton.buffer, skeleton.byteOffset, skeleton.byteLength);
  return bytes.includes(String.raw`\u006`) || bytes.includes(String.raw`\u007`);
}

function decodeElements(
  elements: readonly unknown[],
  { maxColumns, ...shared }: Pick<ResultSource, 'asked' | 'scanned'> & ResultLimits,
): DecodedAnswer {
  // Elements that cannot be read count as well, since they take as much time.
  if (elements.length > maxColumns) throw tooManyColumns(maxColumns);
  const problems = createProblemList();
  const results: DecodedResult[] = [];
  let columns = 0;
  elements.forEach((element, position) => {
    if (element === null) return;
    const source = { position, path: `result[${position}]`, problems, ...shared };
    const result = decodeResult(element, source);
    if (result === undefined) return;
    results.push(result);
    columns += result.kind === 'table' ? result.fields.length : 1;
    if (columns > maxColumns) throw tooManyColumns(maxColumns);
  });
  const texts = problems.texts();
  if (results.length === 0 && texts.length > 0) throw new DecodeError(texts.join('; '));
  if (problems.hasLost() && results.every(isEmpty)) throw new DecodeError(texts.join('; '));
  return { results, problems: texts };
}

function isEmpty(result: DecodedResult): boolean {
  const first = result.kind === 'series' ? result.time : result.fields[0];
  return (first?.values.length ?? 0) === 0;
}

function tooManyColumns(most: number): DecodeError {
  const message = `it holds more than ${most} series and columns of tables, which is what one answer may hold here; ask for fewer`;
  return new DecodeError(message, undefined, 'too-many');
}
