import type { CheckHealthResult } from '../plugin-api/check-health.ts';
import type { UpstreamResponse } from '../upstream/upstream-client.ts';
import type { CallFacts } from './call-facts.ts';
import { isAbsent } from './path-choice.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';
import { optionalEndpoints, probeEndpoints, type Endpoint, type OptionalEndpoint } from './probe-endpoints.ts';
import type { Server } from './server.ts';

/**
 * What "Save & test" proves: that the server answers GET / with success, through the same client, credentials and limits
 * as any query; and which of the optional endpoints it has.
 */
export async function checkHealth(server: Server, call: CallFacts): Promise<CheckHealthResult> {
  try {
    const root = await askRoot(server, call);
    const endpoints = await probeEndpoints(endpointsOf(server), server, call);
    return describeHealth(root, endpoints, server);
  } catch (error) {
    const { message, status, errorSource } = pluginErrorFrom(error);
    return { status: 'error', message, details: { verboseMessage: `GET / failed: ${message}`, status, errorSource } };
  }
}

/** The original plugin asked with a slash at the end, the later ones for the URL as it is; some servers know only one of them. */
async function askRoot({ client }: Server, { upstream: context }: CallFacts): Promise<UpstreamResponse> {
  try {
    return await client.request({ method: 'GET', path: '/', context });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    const bare = await client.request({ method: 'GET', path: '', context }).catch(() => undefined);
    if (bare === undefined) throw error;
    return bare;
  }
}

/** A server whose dialect is known is not asked for what that does not have. */
function endpointsOf({ dialectName, dialects }: Server): readonly OptionalEndpoint[] {
  if (dialectName === 'auto') return optionalEndpoints;
  const { metricsPath, variablePath, annotationsPath } = dialects.current;
  return optionalEndpoints.filter((path) => [metricsPath, variablePath, annotationsPath, '/tag-keys'].includes(path));
}

const listEndpoints = ['/search', '/metrics'] as const;

function describeHealth(
  { facts }: UpstreamResponse,
  endpoints: readonly Endpoint[],
  { dialectName }: Server,
): CheckHealthResult {
  const latency = `${facts.latencyMs.toFixed(0)} ms`;
  const offered = endpoints.filter(({ state }) => state === 'works').map(({ path }) => path);
  const lists = listEndpoints.filter((path) => offered.includes(path));
  const metrics =
    lists.length > 0
      ? `metrics are listed by ${lists.join(' and ')}`
      : 'it lists no metrics, so type their names by hand in the query editor';
  const dialect = dialectName === 'auto' ? dialectOf(offered) : dialectName;
  const findings = [`GET /: ${latency}, HTTP/${facts.httpVersion}`, ...endpoints.map(({ finding }) => finding)];
  return {
    status: 'ok',
    message: `The server answered in ${latency}; ${metrics}`,
    details: {
      verboseMessage: [...findings, `dialect: ${dialect}`].join('\n'),
      latencyMs: facts.latencyMs,
      httpVersion: facts.httpVersion,
      endpoints: offered,
      dialect,
    },
  };
}

/** The generation of servers that has such endpoints, newest first. */
function dialectOf(offered: readonly OptionalEndpoint[]): string {
  if (offered.includes('/annotations')) return 'simple-json';
  if (offered.includes('/metrics')) return 'json-datasource 0.6 or later';
  if (offered.includes('/variable')) return 'json-datasource 0.4';
  return offered.includes('/search') ? 'simple-json or json-datasource 0.3' : 'simple-json, without any list';
}
