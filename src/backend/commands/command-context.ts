import type { CallOptions, PluginContext } from '../plugin-api/plugin-context.ts';
import { type ServerOptions, toInstanceSettings } from './server-options.ts';

/** What Grafana would tell the plugin about who asks and with which data source. */
export function toPluginContext(server: ServerOptions): PluginContext {
  return {
    orgId: 1,
    userAgent: '',
    grafanaConfig: {},
    dataSourceInstanceSettings: toInstanceSettings(server),
  };
}

/** A command has no caller that could go away: Ctrl-C ends the process. */
export function toCallOptions(): CallOptions {
  return { signal: new AbortController().signal, traceContext: {} };
}
