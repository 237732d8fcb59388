import type { RequestContext } from '../sdk/api/request-context.ts';
import type { CommandOutput } from './command-output.ts';
import { type ServerOptions, toInstanceSettings } from './server-options.ts';

/** Where a command runs. */
export interface CommandContext {
  readonly output: CommandOutput;
  /** What the executable was called by, for a line that can be repeated; the name in its help unless told. */
  readonly calledAs?: string;
  /** Aborted when the process is asked to stop. */
  readonly stopped: AbortSignal;
}

/** What Grafana would tell the plugin about who asks and with which data source. Whoever stops the command is the caller that goes away. */
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
