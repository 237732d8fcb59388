import type { DecodedTable } from '../answer/decoded-answer.ts';
import type { Field } from '../../sdk/dataframe/field.ts';
import { describeValue } from '../json/describe-value.ts';
import { isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { type ColumnSource, readColumn } from '../column/read-column.ts';
import type { ResultHeader, ResultSource } from './result-source.ts';
import { isTooSparse } from '../column/sparse-columns.ts';
import { unreadTimes } from '../column/unread-times.ts';

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
  const documents = selectDocuments(elements, source);
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
  const fields = Array.from(keys, (key) => {
    const cells = documents.map((document) => ownValue(document, key));
    return readColumn(cells, describeKey(key, source));
  });
  if (!source.keepTexts) reportBuriedNumbers(fields, documents, source);
  return { kind: 'table', ...header, fields, ...unreadTimes(fields) };
}

/** Reports columns of objects or arrays that hold numbers, where no other column does: most likely the server means those numbers. */
function reportBuriedNumbers(fields: readonly Field[], documents: readonly JsonObject[], source: ResultSource): void {
  if (fields.some(({ type }) => type !== 'json' && type !== 'string' && type !== 'time')) return;
  for (const field of fields) {
    if (field.type !== 'json') continue;
    const cell = documents.map((document) => ownValue(document, field.name)).find((value) => value != null);
    if (!holdsNumber(cell, maxLook)) continue;
    const path = `${source.path}, key ${describeValue(field.name)}`;
    source.problems.add(path, 'numbers, texts or times; what lies inside of others is shown as JSON', cell);
  }
}

const maxLook = 3;

function holdsNumber(value: unknown, depth: number): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  if (depth === 0 || typeof value !== 'object' || value === null) return false;
  return Object.values(value)
    .slice(0, 20)
    .some((part) => holdsNumber(part, depth - 1));
}

function selectDocuments(elements: readonly unknown[], source: ResultSource): readonly JsonObject[] {
  return elements.filter((element, index): element is JsonObject => {
    if (isJsonObject(element)) return true;
    source.problems.add(`${source.path}[${index}]`, 'an object', element);
    return false;
  });
}

function describeKey(key: string, source: ResultSource): ColumnSource {
  const path = `${source.path}, key ${describeValue(key)}`;
  // No problem is reported for a single cell of a column without a declared type.
  return { ...source, name: key, type: undefined, path, cellPath: () => path };
}
