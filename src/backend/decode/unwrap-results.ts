import { isResult } from './decode-result.ts';
import { isJsonObject } from './json-value.ts';
import { openEnvelope } from './open-envelope.ts';

/**
 * The results in an answer to `/query`, out of any envelope. An array of plain objects is one result, a table.
 * @throws {DecodeError} when the answer holds no results and is not empty either.
 */
export function unwrapResults(answer: unknown): readonly unknown[] {
  const elements = openEnvelope(answer, { expected: 'an array of series, tables or frames', isElement: isResult });
  return areDocuments(elements) ? [elements] : elements;
}

function areDocuments(elements: readonly unknown[]): boolean {
  return elements.length > 0 && elements.every((element) => isJsonObject(element) && !isResult(element));
}
