import type { PluginContext } from './plugin-context.ts';

/** One request of Grafana, whichever protocol version brought it: who asks, about which data source, and until when. */
export interface RequestContext {
  readonly pluginContext: PluginContext;
  /** Whether an alert rule asks and nobody looks at a page. */
  readonly fromAlert: boolean;
  /** The HTTP headers that came with the request and its W3C trace context. Lower-case names; several values joined by ", ". */
  readonly headers: HttpHeaders;
  /** `browser`: a resource call, whose headers anyone who may use the data source can choose. */
  readonly headersFrom: 'host' | 'browser';
  /** Aborted when the caller goes away or its deadline passes. */
  readonly signal: AbortSignal;
  /** The caller's deadline, ms since the epoch, if it set one. */
  readonly deadlineEpochMs?: number;
}

type HttpHeaders = Readonly<Record<string, string>>;
