import { HttpError } from './http-error.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';
import { isRecord } from '../../../../shared/is-record.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws {HttpError} for anything but a JSON object; `name` says which one. */
export function jsonObject(value: unknown, name: string): JsonObject {
  if (isRecord(value)) return value;
  throw new HttpError(
    `expected ${name} to be a JSON object, got ${value === undefined ? 'nothing' : cutText(JSON.stringify(value), 100)}`,
  );
}
