import type { RequestContext } from '../sdk/api/request-context.ts';
import type { CommandOutput } from './command-output.ts';
import { type ServerOptions, toInstanceSettings } from './server-options.ts';

/** Where a command runs. */
export interface CommandContext {
  readonly output: CommandOutput;
  /** How the executable was called, for examples that can be copied; absent: the name in its help. */
  readonly calledAs?: string;
  /** Aborted when the process is asked to stop. */
  readonly stopped: AbortSignal;
}

/** The context that Grafana would send: user and data source. When the command is stopped, the call is aborted. */
export function toRequestContext(server: ServerOptions, { stopped }: CommandContext): RequestContext {
  const dataSourceInstanceSettings = toInstanceSettings(server);
  return {
    pluginContext: { orgId: 1, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings },
    fromAlert: false,
    headers: {},
    headersFrom: 'host',
    signal: stopped,
  };
}
