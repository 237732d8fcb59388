import type { SavedQuery } from './saved-query.ts';

/** A query where panels cannot move: the executable has nothing to say about that. */
export function withoutLive({ live: _live, ...query }: SavedQuery): SavedQuery {
  return query;
}
