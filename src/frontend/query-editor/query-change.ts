import type { SavedQuery } from '../query/saved-query.ts';

/** Fields with their new values; undefined takes a field away. */
export type QueryChanges = { readonly [Key in keyof SavedQuery]?: SavedQuery[Key] | undefined };

/** Changes fields of a query; one that is not ready to be asked is kept and not run. */
export type QueryChange = (changes: QueryChanges, run?: boolean) => void;

/** The query as it is saved after the change. */
export function changeQuery(query: SavedQuery, changes: QueryChanges): SavedQuery {
  const fields = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as SavedQuery;
}
