import { mayMakeResult, resultInContractKeys } from '../envelope/contract-keys.ts';
import { fromForeign, isForeignResult } from './foreign-results.ts';
import { mayMakeForeignTable } from './foreign-tables.ts';
import { isPlainSeries, isResult } from '../result/decode-result.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { openEnvelope, type AnswerContent } from '../envelope/open-envelope.ts';
import { plainDocuments } from './foreign-documents.ts';
import { matrixResult } from './matrix-result.ts';
import { namedResults } from './named-results.ts';

/**
 * The results in an answer to `/query`, out of any envelope. An array of plain objects is one result, a table; an array of
 * results in the place of one, as from servers that answer each target with an array, is what is in it.
 * @throws {DecodeError} when the answer holds no results and is not empty either.
 */
export function unwrapResults(answer: unknown, readText: AnswerContent['readText']): readonly unknown[] {
  if (isJsonArray(answer) && answer.length > 0 && answer.every(isPlainSeries)) return answer;
  const expected = 'an array of series, tables or frames';
  const what = { expected, isElement: isAnyResult, elementsOf: namedResults, readText };
  const elements = translate(openEnvelope(answer, what));
  if (areDocuments(elements)) return [plainDocuments(elements)];
  const matrix = matrixResult(elements);
  if (matrix !== undefined) return [matrix];
  return elements.some(needsUnwrapping) ? elements.flatMap(unwrap) : elements;
}

/** Only the first element is looked at: a server writes all of its results in one form. */
function translate(elements: readonly unknown[]): readonly unknown[] {
  const [first] = elements;
  if (!isJsonObject(first) || fromForeign(first) === undefined) return elements;
  return elements.flatMap((element) => (isJsonObject(element) ? fromForeign(element) : undefined) ?? [element]);
}

/** Whether an object is a result, also in another spelling of its keys or in another tool's form. */
function isAnyResult(object: JsonObject): boolean {
  // A fast check first, since there may be millions of plain objects.
  if (!Object.keys(object).some((key) => mayMakeResult(key) || mayMakeForeignTable(key))) return false;
  return isResult(object) || isResult(resultInContractKeys(object)) || isForeignResult(object);
}

function areDocuments(elements: readonly unknown[]): boolean {
  return elements.length > 0 && elements.every((element) => isJsonObject(element) && !isAnyResult(element));
}

function needsUnwrapping(element: unknown): boolean {
  return isJsonArray(element) || (isJsonObject(element) && !isResult(element));
}

function unwrap(element: unknown): readonly unknown[] {
  if (isJsonObject(element))
    return [isResult(element) || !isAnyResult(element) ? element : resultInContractKeys(element)];
  if (!isJsonArray(element) || element.length === 0) return [element];
  return element.every((inner) => isJsonObject(inner) && isAnyResult(inner)) ? element.flatMap(unwrap) : [element];
}
