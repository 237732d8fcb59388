import type { CallOptions, PluginContext } from './plugin-context.ts';

/** "Save & test". */
export interface CheckHealthHandler {
  checkHealth(request: CheckHealthRequest, options: CallOptions): Promise<CheckHealthResult>;
}

export interface CheckHealthRequest {
  readonly pluginContext: PluginContext;
  readonly headers: Readonly<Record<string, string>>;
}

export interface CheckHealthResult {
  readonly status: 'ok' | 'error';
  readonly message: string;
  /** Shown below the message; `verboseMessage` is the key Grafana's pages know. */
  readonly details?: Readonly<Record<string, unknown>>;
}
