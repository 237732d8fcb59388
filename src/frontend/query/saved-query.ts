import type { QueryModel } from '../../shared/query-model.ts';

/** A query as this plugin or an earlier one saved it; whatever it holds beside our own fields goes to the server too. */
export interface SavedQuery extends QueryModel {
  /** The earlier name of `payload`. */
  readonly data?: unknown;
  /** The metric is edited as text. */
  readonly rawQuery?: boolean;
  /** What an annotation says of itself, put in when it is asked for. */
  readonly annotation?: Readonly<Record<string, unknown>>;
}

/** The original plugins' text of a query nobody has filled in yet. */
export const unsetTarget = 'select metric';

/** The field that holds extra JSON; a server written for `data` goes on getting it under that name. */
export function payloadKey({ data, payload }: SavedQuery): 'data' | 'payload' {
  return payload === undefined && data !== undefined ? 'data' : 'payload';
}

export function payloadOf(query: SavedQuery): unknown {
  return query[payloadKey(query)];
}

/** The metric, if one is named; old dashboards hold numbers, too. */
export function targetOf({ target }: { readonly target?: unknown }): string {
  if (typeof target === 'number') return String(target);
  return typeof target !== 'string' || target === unsetTarget ? '' : target;
}

/** Whether there is anything to ask the server for; the executable would leave it out as well. */
export function isAskable(query: SavedQuery): boolean {
  if (query.hide === true) return false;
  return query.queryType === 'annotations' || targetOf(query).trim() !== '' || isFilled(payloadOf(query));
}

function isFilled(payload: unknown): boolean {
  if (typeof payload === 'string') return payload.trim() !== '';
  return typeof payload === 'object' && payload !== null && Object.keys(payload).length > 0;
}
