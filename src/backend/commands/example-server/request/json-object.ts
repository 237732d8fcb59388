import { HttpError } from './http-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws {HttpError} for anything but a JSON object; `name` says which one. */
export function jsonObject(value: unknown, name: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new HttpError(
    `expected ${name} to be a JSON object, got ${value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100)}`,
  );
}
