import { decodeSearchAnswer } from '../decode/decode-search-answer.ts';
import type { CheckHealthResult } from '../plugin-api/check-health.ts';
import type { UpstreamClient, UpstreamResponse } from '../upstream/upstream-client.ts';
import { UpstreamError } from '../upstream/upstream-error.ts';
import type { CallFacts } from './call-facts.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';
import { search } from './search.ts';

/**
 * What "Save & test" proves: that the server answers GET / with success, through the same client, credentials and limits
 * as any query, and that it can say what metrics it has.
 */
export async function checkHealth(client: UpstreamClient, call: CallFacts): Promise<CheckHealthResult> {
  try {
    const root = await client.request({ method: 'GET', path: '/', context: call.upstream });
    return describeHealth(root, await tryEndpoints(client, call));
  } catch (error) {
    const { message } = pluginErrorFrom(error);
    return { status: 'error', message, details: { verboseMessage: `GET / failed: ${message}` } };
  }
}

interface Endpoint {
  readonly path: string;
  readonly finding: string;
  readonly works: boolean;
}

async function tryEndpoints(client: UpstreamClient, call: CallFacts): Promise<readonly Endpoint[]> {
  return Promise.all([
    tryEndpoint('/search', () => search('', client, call)),
    tryEndpoint('/metrics', () =>
      client.request({
        method: 'POST',
        path: '/metrics',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{}'),
        context: call.upstream,
      }),
    ),
  ]);
}

async function tryEndpoint(path: string, ask: () => Promise<UpstreamResponse>): Promise<Endpoint> {
  try {
    const { options } = decodeSearchAnswer((await ask()).body);
    return { path, works: true, finding: `POST ${path}: ${String(options.length)} metrics` };
  } catch (error) {
    const missing = error instanceof UpstreamError && (error.status === 404 || error.status === 405);
    return { path, works: false, finding: `POST ${path}: ${missing ? 'not offered' : pluginErrorFrom(error).message}` };
  }
}

function describeHealth({ facts }: UpstreamResponse, endpoints: readonly Endpoint[]): CheckHealthResult {
  const latency = `${facts.latencyMs.toFixed(0)} ms`;
  const findings = [`GET /: ${latency}, HTTP/${facts.httpVersion}`, ...endpoints.map(({ finding }) => finding)];
  const working = endpoints.filter(({ works }) => works).map(({ path }) => path);
  const metrics =
    working.length > 0
      ? `metrics are listed by ${working.join(' and ')}`
      : 'it lists no metrics, so type their names by hand in the query editor';
  return {
    status: 'ok',
    message: `The server answered in ${latency}; ${metrics}`,
    details: {
      verboseMessage: findings.join('\n'),
      latencyMs: facts.latencyMs,
      httpVersion: facts.httpVersion,
      endpoints: working,
    },
  };
}
