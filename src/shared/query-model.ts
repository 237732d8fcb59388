/** A saved panel or rule query as our own pages write it. Older plugins' models are read too; see parse-query. */
export interface QueryModel {
  readonly refId: string;
  readonly hide?: boolean;
  /** The metric: what the server knows it by. */
  readonly target?: string;
  /** `timeserie` is the original plugin's spelling. */
  readonly type?: 'timeserie' | 'timeseries' | 'table';
  /** Extra JSON for the server. */
  readonly payload?: unknown;
  /** Legend template: `{{label}}`, `$target`. */
  readonly alias?: string;
}

/** What a query is asked for when it is not data for a panel; version 1 has no other way to ask. */
export const queryTypes = ['query', 'search'] as const;

export type QueryType = (typeof queryTypes)[number];
