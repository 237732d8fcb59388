import { readSavedModel } from '../../shared/read-saved-model.ts';
import type { SavedQuery } from './saved-query.ts';

/**
 * A query as the editors work on it, whichever plugin saved it and even if it is the bare text of one. What a request
 * carried is not part of a saved query.
 * @returns the very object where there is nothing to change
 */
export function readQuery(saved: unknown, refId = 'A'): SavedQuery {
  if (typeof saved === 'string') return { refId, target: saved };
  if (typeof saved !== 'object' || saved === null) return { refId };
  const model = readSavedModel(saved as Readonly<Record<string, unknown>>);
  if (model === saved && 'refId' in model && !('carried' in model)) return saved as SavedQuery;
  const { carried: _carried, ...query } = { refId, ...model } as SavedQuery;
  return query;
}
