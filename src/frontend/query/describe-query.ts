import { payloadOf, targetOf, type SavedQuery } from './saved-query.ts';

/** A query in one line, as Explore's history and collapsed rows show it. */
export function describeQuery(query: SavedQuery): string {
  const payload = payloadOf(query);
  const parts = [
    targetOf(query),
    ...(query.type === 'table' ? ['(table)'] : []),
    ...(payload === undefined || payload === '' ? [] : [payloadText(payload).replace(/\s+/g, ' ')]),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** A payload as its editor shows it: text as it was typed, anything else as JSON. */
export function payloadText(payload: unknown): string {
  if (payload === undefined) return '';
  return typeof payload === 'string' ? payload : JSON.stringify(payload, null, 2);
}
