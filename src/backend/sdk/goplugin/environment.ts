/** Process variables by name, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a go-plugin host tells its plugin through the environment (go-plugin, client.go and constants.go). */
export interface GoPluginEnvironment {
  /** The host's data protocol versions, in no order; undefined when the host is too old to say. */
  readonly protocolVersions: readonly number[] | undefined;
  /** TCP ports to choose from, both included. */
  readonly minPort: number;
  readonly maxPort: number;
  /** PEM. If present, the host wants mutual TLS, and this is the only client certificate to trust. */
  readonly clientCertificate: string | undefined;
  /** The directory in which the host wants the socket. */
  readonly unixSocketDir: string | undefined;
  /** Name or number of the group that may use the socket beside its owner. */
  readonly unixSocketGroup: string | undefined;
  readonly temporaryDir: string;
  /** One sentence for each variable that could not be read and was ignored. */
  readonly problems: readonly string[];
}

/** Reads the variables of a go-plugin host. An empty variable counts as missing; an invalid one is ignored and named in `problems`. */
export function parseGoPluginEnvironment(variables: Variables): GoPluginEnvironment {
  const problems: string[] = [];
  const text = (name: string): string | undefined => nonEmpty(variables[name]);
  return Object.freeze({
    protocolVersions: parseVersions(text('PLUGIN_PROTOCOL_VERSIONS'), problems),
    ...parsePorts(variables, problems),
    clientCertificate: text('PLUGIN_CLIENT_CERT'),
    unixSocketDir: text('PLUGIN_UNIX_SOCKET_DIR'),
    unixSocketGroup: text('PLUGIN_UNIX_SOCKET_GROUP'),
    temporaryDir: text('TMPDIR') ?? '/tmp',
    problems,
  });
}

const defaultMinPort = 10_000;
const defaultMaxPort = 25_000;

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function parseVersions(list: string | undefined, problems: string[]): readonly number[] | undefined {
  return list?.split(',').flatMap((item) => {
    const version = item.trim();
    if (/^\d{1,9}$/.test(version)) return [Number(version)];
    problems.push(`expected PLUGIN_PROTOCOL_VERSIONS to hold whole numbers, got ${JSON.stringify(item)}; left it out`);
    return [];
  });
}

function parsePorts(variables: Variables, problems: string[]): Pick<GoPluginEnvironment, 'minPort' | 'maxPort'> {
  const minPort = parsePort('PLUGIN_MIN_PORT', variables, problems) ?? defaultMinPort;
  const maxPort = parsePort('PLUGIN_MAX_PORT', variables, problems) ?? defaultMaxPort;
  if (minPort <= maxPort) return { minPort, maxPort };
  problems.push(
    `expected PLUGIN_MIN_PORT to be no greater than PLUGIN_MAX_PORT, got ${minPort} and ${maxPort}; ` +
      `using ${defaultMinPort} to ${defaultMaxPort}`,
  );
  return { minPort: defaultMinPort, maxPort: defaultMaxPort };
}

function parsePort(name: string, variables: Variables, problems: string[]): number | undefined {
  const value = nonEmpty(variables[name]);
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65_535) return port;
  problems.push(`expected ${name} to be a port from 1 to 65535, got ${JSON.stringify(value)}; using the default`);
  return undefined;
}
