import { toJsonText } from './json-value.ts';

/** A cell as text: a scalar as it is written, an object or array as JSON text; null stays null. */
export function parseText(cell: unknown): string | null {
  switch (typeof cell) {
    case 'string':
      return cell;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(cell);
    case 'undefined':
      return null;
    default:
      return cell === null ? null : (toJsonText(cell) ?? null);
  }
}

/** A name: text or a number; undefined when there is none or it is empty. */
export function parseName(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
