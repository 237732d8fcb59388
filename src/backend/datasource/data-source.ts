import type { Logger } from '../log/logger.ts';
import type { PluginContext } from '../plugin-api/plugin-context.ts';
import { PluginError } from '../plugin-api/plugin-error.ts';
import { createUpstreamClient } from '../upstream/create-upstream-client.ts';
import type { ServerOptions } from './ask-server.ts';
import { dialects } from './dialect.ts';
import { parseSettings } from './parse-settings.ts';
import type { Settings } from './settings.ts';
import { toUpstreamOptions } from './upstream-options.ts';
import { userAgent } from './user-agent.ts';

/** One configured data source: its settings and the connection to its server. */
export interface DataSource {
  readonly settings: Settings;
  readonly server: ServerOptions;
}

export interface DataSourceSurroundings {
  readonly plugin: { readonly id: string; readonly version: string };
  /** The process's variables, for HTTP_PROXY and its like and for what Grafana before 10.2 says there. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * @throws {PluginError} naming everything that is wrong with the settings
 */
export function createDataSource(
  { dataSourceInstanceSettings, grafanaConfig, userAgent: grafana }: PluginContext,
  { plugin, environment }: DataSourceSurroundings,
  logger: Logger,
): DataSource {
  if (dataSourceInstanceSettings === undefined) {
    throw new PluginError(
      'expected the call to be about a data source, got none; ask through a data source of this plugin',
      {
        errorSource: 'plugin',
        status: 400,
      },
    );
  }
  const settings = parseSettings(dataSourceInstanceSettings, { ...definedOnly(environment), ...grafanaConfig });
  const options = toUpstreamOptions(settings, { userAgent: userAgent(grafana, plugin), environment });
  const { queryMethod, rangeFormat, dialect } = settings;
  const client = createUpstreamClient(options, logger.with({ dsName: settings.name }));
  return { settings, server: { client, queryMethod, rangeFormat, dialect: dialects[dialect] } };
}

/** Hosts before 10.2 put their configuration into the environment, under the same names. */
function definedOnly(environment: DataSourceSurroundings['environment']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || !name.startsWith('GF_') ? [] : [[name, value]],
    ),
  );
}
