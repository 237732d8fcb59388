import { expect } from '@jest/globals';
import { decodeAnnotations } from '../../../backend/decode/annotation/decode-annotations.ts';
import { toPlainField } from '../plain-answer.ts';

/** What is read of an answer, as rows of [time, timeEnd, title, text, tags, id]. */
export function decodeRows(answer: unknown): { rows: unknown; problems: readonly string[] } {
  const { fields, problems } = decodeAnnotations(Buffer.from(JSON.stringify(answer)));
  expect(fields.map(({ name }) => name)).toEqual(['time', 'timeEnd', 'title', 'text', 'tags', 'id']);
  const columns = fields.map((field) => toPlainField(field)['values'] as unknown[]);
  return { rows: columns[0]?.map((_, row) => columns.map((column) => column[row])), problems };
}

/** A row whose last cells are empty. */
export function aRow(time: number, timeEnd: number | null, ...rest: readonly (string | null)[]): unknown[] {
  return [time, timeEnd, ...rest, ...Array<null>(4 - rest.length).fill(null)];
}
