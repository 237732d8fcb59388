import type { DecodedTable } from './decoded-answer.ts';
import { isJsonObject, ownValue, type JsonObject } from './json-value.ts';
import { readColumn } from './read-column.ts';
import type { ResultHeader, ResultSource } from './result-source.ts';
import { isTooSparse } from './sparse-columns.ts';

/**
 * Plain objects as a table: a column for each key, in the order of first appearance; a key that an object lacks is
 * null. Elements that are not objects are left out and reported. Undefined when all of them are, or when the keys
 * would make a table far larger than the answer.
 *
 * @param source its path names the array, for messages.
 */
export function decodeDocuments(
  elements: readonly unknown[],
  header: ResultHeader,
  source: ResultSource,
): DecodedTable | undefined {
  const { documents, rows } = selectDocuments(elements, source);
  if (documents.length === 0 && elements.length > 0) return undefined;
  const keys = new Set<string>();
  let given = 0;
  for (const document of documents) {
    for (const key of Object.keys(document)) {
      keys.add(key);
      given++;
    }
  }
  if (isTooSparse(keys.size, documents.length, given)) {
    source.problems.add(source.path, 'objects with common keys', `${keys.size} keys in ${documents.length} objects`);
    return undefined;
  }
  const fields = Array.from(keys, (key) =>
    readColumn(
      documents.map((document) => ownValue(document, key)),
      {
        name: key,
        type: undefined,
        path: `${source.path}, key ${JSON.stringify(key)}`,
        cellPath: (row) => `${source.path}[${rows[row] ?? row}].${key}`,
        problems: source.problems,
        keepTexts: source.keepTexts,
      },
    ),
  );
  return { kind: 'table', ...header, fields };
}

interface SelectedDocuments {
  readonly documents: readonly JsonObject[];
  /** The place of each in the answer. */
  readonly rows: readonly number[];
}

function selectDocuments(elements: readonly unknown[], source: ResultSource): SelectedDocuments {
  const documents: JsonObject[] = [];
  const rows: number[] = [];
  elements.forEach((element, index) => {
    if (isJsonObject(element)) {
      documents.push(element);
      rows.push(index);
    } else {
      source.problems.add(`${source.path}[${index}]`, 'an object', element);
    }
  });
  return { documents, rows };
}
