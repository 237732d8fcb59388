import { readSavedModel } from '../../shared/read-saved-model.ts';
import type { SavedQuery } from './saved-query.ts';

/**
 * A query as the editors work on it, whichever plugin saved it and even if it is the bare text of one. What a request
 * carried is not part of a saved query.
 */
export function readQuery(saved: unknown, refId = 'A'): SavedQuery {
  if (typeof saved === 'string') return { refId, target: saved };
  if (typeof saved !== 'object' || saved === null) return { refId };
  const { carried: _carried, ...query } = { refId, ...readSavedModel({ ...saved }) } as SavedQuery;
  return query;
}
