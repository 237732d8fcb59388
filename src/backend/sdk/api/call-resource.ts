import type { CallOptions, PluginContext } from './plugin-context.ts';

/** Grafana's /api/datasources/uid/<uid>/resources/<path>. */
export interface CallResourceHandler {
  callResource(request: CallResourceRequest, options: CallOptions): Promise<CallResourceResponse>;
}

export interface CallResourceRequest {
  readonly pluginContext: PluginContext;
  /** Without leading slash and without query string. */
  readonly path: string;
  readonly method: string;
  /** Path and query string, without host. */
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

export interface CallResourceResponse {
  /** An HTTP status; never 0, which makes the host panic. */
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

export type HttpHeaders = Readonly<Record<string, readonly string[]>>;
