import { type Field, isNull } from '../../sdk/dataframe/field.ts';
import { printable } from './text-width.ts';

/** Value i of a column as a table shows it: exact, times in ISO 8601, null as "null". */
export function cellText(field: Field, i: number): string {
  if (isNull(field, i)) return 'null';
  switch (field.type) {
    case 'time':
      return isoTime(Number(field.values[i]));
    case 'boolean':
      return field.values[i] === 0 ? 'false' : 'true';
    case 'float64':
    case 'int64':
    case 'string':
    case 'json':
      return printable(String(field.values[i]));
  }
}

/** ISO 8601 in UTC, with ms only where there are any. */
export function isoTime(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? `${epochMs} ms` : date.toISOString().replace('.000Z', 'Z');
}
