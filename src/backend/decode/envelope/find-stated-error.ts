import { isResult } from '../result/decode-result.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { statedError, statedErrorOfAll, statedErrorOfResult } from './stated-error.ts';

/** The message of the first element that is an error or reports one; `stated-error` defines what counts as an error. */
export function findStatedError(
  elements: readonly unknown[],
  isElement: (object: JsonObject) => boolean,
): string | undefined {
  const [first] = elements;
  if (elements.length === 0) return undefined;
  if (isJsonArray(first)) return firstOf(elements, (inner) => (isJsonArray(inner) ? ofDocuments(inner) : undefined));
  // If the first is a document, all are taken for documents, of which there may be very many.
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
