import type { CallOptions, PluginContext } from '../sdk/api/plugin-context.ts';
import type { CommandOutput } from './command-output.ts';
import { type ServerOptions, toInstanceSettings } from './server-options.ts';

/** Where a command runs. */
export interface CommandContext {
  readonly output: CommandOutput;
  /** Aborted when the process is asked to stop. */
  readonly stopped: AbortSignal;
}

/** What Grafana would tell the plugin about who asks and with which data source. */
export function toPluginContext(server: ServerOptions): PluginContext {
  return {
    orgId: 1,
    userAgent: '',
    grafanaConfig: {},
    dataSourceInstanceSettings: toInstanceSettings(server),
  };
}

/** Whoever stops the command is the caller that goes away. */
export function toCallOptions({ stopped }: CommandContext): CallOptions {
  return { signal: stopped, traceContext: {} };
}
