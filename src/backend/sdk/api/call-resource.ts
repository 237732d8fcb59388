import type { RequestContext } from './request-context.ts';

/** Grafana's /api/datasources/uid/<uid>/resources/<path>. */
export interface CallResourceHandler {
  callResource(request: CallResourceRequest, context: RequestContext): Promise<CallResourceResponse>;
}

export interface CallResourceRequest {
  /** Without leading slash and without query string. */
  readonly path: string;
  readonly method: string;
  /** Path and query string, without host. */
  readonly url: string;
  readonly body: Uint8Array;
}

export interface CallResourceResponse {
  /** An HTTP status; never 0, which makes the host panic. */
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

export type HttpHeaders = Readonly<Record<string, readonly string[]>>;
