import type { RequestContext } from './request-context.ts';

/** "Save & test". */
export interface CheckHealthHandler {
  checkHealth(context: RequestContext): Promise<CheckHealthResult>;
}

export interface CheckHealthResult {
  readonly status: 'ok' | 'error';
  readonly message: string;
  /** Shown below the message; `verboseMessage` is the key Grafana's pages know. */
  readonly details?: Readonly<Record<string, unknown>>;
}
