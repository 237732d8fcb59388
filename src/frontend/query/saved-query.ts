import type { QueryModel } from '../../shared/query-model.ts';
import { holdsQuestion } from '../../shared/saved-question.ts';

export { targetOf, unsetTarget } from '../../shared/saved-question.ts';

/** A query as this plugin or an earlier one saved it; whatever it holds beside our own fields goes to the server too. */
export interface SavedQuery extends QueryModel {
  /** The earlier name of `payload`. */
  readonly data?: unknown;
  /** The metric is edited as text. */
  readonly rawQuery?: boolean;
  /** What an annotation says of itself, put in when it is asked for. */
  readonly annotation?: Readonly<Record<string, unknown>>;
}

/** The field that holds extra JSON; a server written for `data` goes on getting it under that name. */
export function payloadKey({ data, payload }: SavedQuery): 'data' | 'payload' {
  return payload === undefined && data !== undefined ? 'data' : 'payload';
}

export function payloadOf(query: SavedQuery): unknown {
  return query[payloadKey(query)];
}

/** Whether there is anything to ask the server for; the executable would leave it out as well. */
export function isAskable(query: SavedQuery): boolean {
  return query.hide !== true && (query.queryType === 'annotations' || holdsQuestion(query));
}
