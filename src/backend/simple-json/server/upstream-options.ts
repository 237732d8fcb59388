import { basicCredentials } from '../../upstream/contract/basic-credentials.ts';
import type { UpstreamOptions, UpstreamProxy } from '../../upstream/contract/upstream-options.ts';
import { descriptiveHeaders } from '../call/forwarded-headers.ts';
import type { CredentialSettings, Settings } from '../settings/settings.ts';

/** What an alert rule's evaluation (30 s in Grafana) leaves for the server, so that its silence is an error in time. */
const alertTimeoutMs = 25_000;

export interface UpstreamDependencies {
  /** See user-agent.ts. */
  readonly userAgent: string;
  /** For HTTP_PROXY and its like. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How the server of a data source is reached, as its settings have it. */
export function toUpstreamOptions(
  settings: Settings,
  { userAgent, environment }: UpstreamDependencies,
): UpstreamOptions {
  const { credentials, timeouts, cacheTtlMs, maxResponseBytes, maxConcurrentRequests, retries } = settings;
  const authorization = authorizationOf(credentials);
  const { apiKey } = credentials;
  return {
    url: settings.url,
    query: settings.customQueryParameters,
    userAgent,
    ...(authorization !== undefined && { authorization }),
    headers: [...(apiKey ? [apiKey] : []), ...settings.headers].map(({ name, value }) => [name, value]),
    descriptiveHeaders,
    timeouts: { ...timeouts, idleConnectionMs: timeouts.idleConnectionMs, alertMs: alertTimeoutMs },
    tls: settings.tls,
    proxy: proxyOf(settings, environment),
    maxConnections: settings.maxConnectionsPerHost,
    maxConcurrentRequests,
    maxStreams: Math.max(1, settings.maxLiveStreams),
    maxResponseBytes,
    cacheTtlMs,
    maxCacheBytes: 32 * 1024 * 1024,
    retries,
    allowedRedirectHosts: settings.allowedRedirectHosts,
  };
}

function authorizationOf({ basic, bearerToken }: CredentialSettings): string | undefined {
  if (bearerToken !== undefined) return `Bearer ${bearerToken}`;
  if (basic === undefined) return undefined;
  return `Basic ${basicCredentials(basic.user, basic.password)}`;
}

function proxyOf({ secureSocksProxy }: Settings, environment: UpstreamDependencies['environment']): UpstreamProxy {
  return secureSocksProxy === undefined
    ? { kind: 'environment', environment }
    : { kind: 'socks5', ...secureSocksProxy };
}
