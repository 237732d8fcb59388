import type { DataFrame } from '../dataframe/data-frame.ts';
import type { PluginError } from './plugin-error.ts';
import type { RequestContext } from './request-context.ts';

/** Answers queries. A query that fails does so in its own DataResponse; a rejection means a bug. */
export interface QueryDataHandler {
  queryData(request: QueryDataRequest, context: RequestContext): Promise<QueryDataResponse>;
}

export interface QueryDataRequest {
  readonly queries: readonly DataQuery[];
}

/** One panel or rule query. */
export interface DataQuery {
  readonly refId: string;
  readonly queryType: string;
  /** 0 when the caller does not care: alert rules. */
  readonly maxDataPoints: number;
  /** 0 when the caller does not care: alert rules. */
  readonly intervalMs: number;
  readonly timeRange: TimeRange;
  /** The query model as JSON text. */
  readonly json: string;
}

export interface TimeRange {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** As the browser or the alert rule wrote it, where the host says that. */
  readonly raw?: { readonly from: string; readonly to: string };
}

/** By refId; holds exactly the refIds that were asked. */
export type QueryDataResponse = ReadonlyMap<string, DataResponse>;

/** Frames, or an error, or both when part of an answer could be read. */
export interface DataResponse {
  readonly frames: readonly DataFrame[];
  readonly error?: PluginError;
}
