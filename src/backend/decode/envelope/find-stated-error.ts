import { isResult } from '../result/decode-result.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { statedError, statedErrorOfAll, statedErrorOfResult } from './stated-error.ts';

/** The first error that stands among or in the elements of an answer, in its own words; what counts as one, `stated-error` says. */
export function findStatedError(
  elements: readonly unknown[],
  isElement: (object: JsonObject) => boolean,
): string | undefined {
  const [first] = elements;
  if (elements.length === 0) return undefined;
  if (isJsonArray(first)) return firstOf(elements, (inner) => (isJsonArray(inner) ? ofDocuments(inner) : undefined));
  // Where the first is a document, all are; there may be very many.
  if (isJsonObject(first) && !isElement(first)) return ofDocuments(elements) ?? amongResults(elements, isElement);
  return amongResults(elements, isElement);
}

function ofDocuments(documents: readonly unknown[]): string | undefined {
  return documents.length === 0 ? undefined : statedErrorOfAll(documents);
}

function amongResults(elements: readonly unknown[], isElement: (object: JsonObject) => boolean): string | undefined {
  if (!elements.some((element) => isJsonObject(element) && isElement(element))) return undefined;
  return firstOf(elements, (element) => {
    if (!isJsonObject(element)) return undefined;
    if (isResult(element)) return statedErrorOfResult(element);
    return isElement(element) ? undefined : statedError(element);
  });
}

function firstOf(elements: readonly unknown[], find: (element: unknown) => string | undefined): string | undefined {
  for (const element of elements) {
    const found = find(element);
    if (found !== undefined) return found;
  }
  return undefined;
}
