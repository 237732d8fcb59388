/** A saved panel or rule query as our own pages write it. Older plugins' models are read too; see the executable's parse-query. */
export interface QueryModel {
  readonly refId: string;
  readonly queryType?: QueryType;
  readonly hide?: boolean;
  /** The metric: what the server knows it by. */
  readonly target?: string;
  /** `timeserie` is the original plugin's spelling. */
  readonly type?: 'timeserie' | 'timeseries' | 'table';
  /** Extra JSON for the server; text holds JSON. */
  readonly payload?: unknown;
  /** Legend template: `{{label}}`, `$target`. */
  readonly alias?: string;
  /** Grafana's unit id and decimals, where the server sends none. */
  readonly unit?: string;
  readonly decimals?: number;
  /** The panel moves by itself; protocol version 2, Grafana 8.5 and later. */
  readonly live?: LiveOption;
  readonly carried?: CarriedRequest;
}

export interface LiveOption {
  /** Between two requests to the server; the panel's own unless told, and never below what the data source allows. */
  readonly intervalMs?: number;
}

/** What the answer to such a query says under `live` in the `custom` part of its first frame's meta: where its page can subscribe. */
export interface LiveChannel {
  readonly path: string;
  /** For the executable, which has made it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What a query asks for. Where no other way leads to the executable (protocol version 1), everything else than data is
 * a query of its own type as well.
 */
export const queryTypes = [
  'query',
  'search',
  'variable',
  'annotations',
  'tag-keys',
  'tag-values',
  'payload-options',
  'sent-query',
  'test',
] as const;

export type QueryType = (typeof queryTypes)[number];

/**
 * What servers rely on and Grafana strips on a query's way to a backend. Our pages put it into each query; alert rules,
 * which no browser touches, do without.
 */
export interface CarriedRequest {
  readonly app?: string;
  readonly timezone?: string;
  readonly panelId?: number | string;
  readonly dashboardId?: number;
  readonly dashboardUID?: string;
  /** As the time picker has it: `now-6h`. */
  readonly rangeRaw?: { readonly from: string; readonly to: string };
  readonly scopedVars?: Readonly<Record<string, { readonly text: unknown; readonly value: unknown }>>;
  readonly filters?: readonly AdHocFilter[];
}

export interface AdHocFilter {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  /** For the operators of several values, such as `=|`. */
  readonly values?: readonly string[];
}
