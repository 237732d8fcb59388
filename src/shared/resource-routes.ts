import type { AdHocFilter } from './query-model.ts';

/** What the pages ask the executable beside queries: POST with a JSON body, answered with JSON. */
export interface ResourceRoutes {
  /** Simple JSON's own search, handed on as it is. */
  readonly search: { readonly request: SearchRequest; readonly response: unknown };
  readonly metrics: { readonly request: MetricsRequest; readonly response: OptionList };
  readonly variable: { readonly request: VariableRequest; readonly response: OptionList };
  readonly 'payload-options': { readonly request: PayloadOptionsRequest; readonly response: OptionList };
  readonly 'tag-keys': { readonly request: TagRequest; readonly response: OptionList };
  readonly 'tag-values': { readonly request: TagRequest & { readonly key: string }; readonly response: OptionList };
  readonly 'sent-query': { readonly request: SentQueryRequest; readonly response: SentQueryResponse };
  readonly 'run-as-rule': { readonly request: RunAsRuleRequest; readonly response: RuleOutcome };
  readonly annotations: { readonly request: AnnotationsRequest; readonly response: readonly AnnotationEvent[] };
}

export type ResourceRoute = keyof ResourceRoutes;

export interface SearchRequest {
  readonly target?: string;
}

export interface MetricsRequest {
  /** What has been typed so far. */
  readonly text?: string;
  readonly type?: 'timeserie' | 'timeseries' | 'table';
  /** The metric chosen and its payload so far, on which the payload's form may depend. */
  readonly metric?: string;
  readonly payload?: unknown;
  /** At most this many options; 0 for all. */
  readonly limit?: number;
}

export interface Option {
  readonly text: string;
  readonly value: string | number | boolean;
  /** The fields of a payload's form, where the server describes one: each a PayloadField if the server keeps to it. */
  readonly payloads?: readonly unknown[];
}

export interface OptionList {
  readonly options: readonly Option[];
  /** How many there are beyond `options`. */
  readonly more: number;
}

/** One field of a payload's form, as a server's /metrics describes it. */
export interface PayloadField {
  readonly name: string;
  readonly label?: string;
  readonly type?: 'input' | 'select' | 'multi-select' | 'textarea';
  readonly placeholder?: string;
  readonly reloadMetric?: boolean;
  /** In eights of a pixel grid, as the server says. */
  readonly width?: number;
  readonly options?: readonly { readonly label?: string; readonly value: string | number | boolean }[];
  readonly defaultValue?: unknown;
}

export interface PayloadOptionsRequest {
  readonly metric: string;
  readonly name: string;
  readonly payload?: unknown;
}

export interface TimeRangeText {
  /** ISO dates. */
  readonly from: string;
  readonly to: string;
  readonly raw?: { readonly from: string; readonly to: string };
}

export interface VariableRequest {
  /** A text, or JSON (an object, or its text) for servers that take any. */
  readonly query: unknown;
  readonly range?: TimeRangeText;
}

export interface TagRequest {
  readonly text?: string;
  readonly filters?: readonly AdHocFilter[];
  readonly range?: TimeRangeText;
}

export interface AnnotationsRequest {
  readonly annotation: Readonly<Record<string, unknown>>;
  readonly range: TimeRangeText;
  readonly variables?: unknown;
}

/** A panel's query, its variables filled in. */
export interface SentQueryRequest {
  readonly query: Readonly<Record<string, unknown>>;
  readonly range: TimeRangeText;
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
}

/** What the server would get for it. */
export interface SentQueryResponse {
  readonly method: string;
  readonly path: string;
  readonly headerNames: readonly string[];
  readonly body: unknown;
}

/** The reducers of Grafana's expressions. */
export type RuleReducer = 'last' | 'mean' | 'min' | 'max' | 'sum' | 'count' | 'median';

/** A query as an alert rule would ask it, whose condition is a threshold on each series' reduced value. */
export interface RunAsRuleRequest extends Pick<SentQueryRequest, 'query' | 'range'> {
  /** `last` when absent. */
  readonly reducer?: RuleReducer;
  /** Without a threshold a rule fires on all that is not 0. */
  readonly above?: number;
  readonly below?: number;
}

export type RuleState = 'Normal' | 'Alerting' | 'NoData' | 'Error';

/** What the rule would make of the answer. */
export interface RuleOutcome {
  readonly state: RuleState;
  readonly error?: string;
  /** The first of them; NaN and infinities are texts. */
  readonly instances: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number | string | null;
    readonly state: RuleState;
  }[];
  /** How many instances there are beyond those. */
  readonly more: number;
  readonly notices: readonly string[];
}

/** Grafana's own names. */
export interface AnnotationEvent {
  readonly time: number;
  readonly timeEnd?: number;
  readonly isRegion?: boolean;
  readonly title?: string;
  readonly text?: string;
  readonly tags?: readonly string[];
  readonly id?: string;
}
