/** What a go-plugin host puts into a plugin's environment. */
export interface HostEnvironmentOptions {
  /** As the host lists them, such as "2,1"; undefined for Grafana 5, which does not say. */
  readonly protocolVersions: string | undefined;
  /** Set by Grafana 7 and newer. */
  readonly grafanaVersion: string | undefined;
  /** Replaces or, when undefined, removes variables. */
  readonly overrides?: Readonly<Record<string, string | undefined>>;
}

/** This process's own variables, as Grafana passes them on, and those of go-plugin and Grafana; source: go-plugin, client.go (Start). */
export function hostEnvironment(inherited: NodeJS.ProcessEnv, options: HostEnvironmentOptions): NodeJS.ProcessEnv {
  const { protocolVersions, grafanaVersion, overrides } = options;
  // A host that was itself started by a host must not hand on what belongs to it.
  const own = Object.entries(inherited).filter(([name]) => !/^(PLUGIN_|GF_|grafana_plugin_)/.test(name));
  const environment = {
    ...Object.fromEntries(own),
    grafana_plugin_type: 'datasource',
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
    PLUGIN_PROTOCOL_VERSIONS: protocolVersions,
    GF_VERSION: grafanaVersion,
    ...overrides,
  };
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}
