import { decodeSearchAnswer } from '../decode/decode-search-answer.ts';
import type { CheckHealthResult } from '../plugin-api/check-health.ts';
import type { UpstreamResponse } from '../upstream/upstream-client.ts';
import type { CallFacts } from './call-facts.ts';
import { isAbsent } from './path-choice.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';
import { postJson, type Server } from './server.ts';

/**
 * What "Save & test" proves: that the server answers GET / with success, through the same client, credentials and limits
 * as any query; and which of the optional endpoints it has.
 */
export async function checkHealth(server: Server, call: CallFacts): Promise<CheckHealthResult> {
  try {
    const root = await server.client.request({ method: 'GET', path: '/', context: call.upstream });
    const endpoints = await Promise.all(optionalEndpoints.map((path) => probe(path, server, call)));
    return describeHealth(root, endpoints);
  } catch (error) {
    const { message, status, errorSource } = pluginErrorFrom(error);
    return { status: 'error', message, details: { verboseMessage: `GET / failed: ${message}`, status, errorSource } };
  }
}

const listEndpoints = ['/search', '/metrics'] as const;
const optionalEndpoints = [...listEndpoints, '/variable', '/annotations', '/tag-keys'] as const;

type OptionalEndpoint = (typeof optionalEndpoints)[number];

interface Endpoint {
  readonly path: OptionalEndpoint;
  readonly state: 'works' | 'absent' | 'fails';
  readonly finding: string;
}

async function probe(path: OptionalEndpoint, server: Server, call: CallFacts): Promise<Endpoint> {
  try {
    const { body } = await postJson(server, { path, body: probeBody(path) }, call);
    return { path, state: 'works', finding: `POST ${path}: ${describeAnswer(path, body)}` };
  } catch (error) {
    if (isAbsent(error)) return { path, state: 'absent', finding: `POST ${path}: not offered` };
    return { path, state: 'fails', finding: `POST ${path}: ${pluginErrorFrom(error).message}` };
  }
}

/** A question each endpoint must be able to answer; the hour is only there because servers read it. */
function probeBody(path: OptionalEndpoint): unknown {
  const to = new Date();
  const range = { from: new Date(to.getTime() - 3_600_000).toISOString(), to: to.toISOString() };
  switch (path) {
    case '/search':
      return { target: '' };
    case '/variable':
      return { payload: { target: '' }, range: { ...range, raw: range } };
    case '/annotations':
      return {
        range: { ...range, raw: range },
        rangeRaw: range,
        annotation: { name: 'test', enable: true, query: '' },
      };
    case '/metrics':
    case '/tag-keys':
      return {};
  }
}

function describeAnswer(path: OptionalEndpoint, body: Uint8Array): string {
  if (path === '/annotations') return 'offered';
  const { options } = decodeSearchAnswer(body);
  return `${String(options.length)} ${path === '/search' || path === '/metrics' ? 'metrics' : 'entries'}`;
}

function describeHealth({ facts }: UpstreamResponse, endpoints: readonly Endpoint[]): CheckHealthResult {
  const latency = `${facts.latencyMs.toFixed(0)} ms`;
  const offered = endpoints.filter(({ state }) => state === 'works').map(({ path }) => path);
  const lists = listEndpoints.filter((path) => offered.includes(path));
  const metrics =
    lists.length > 0
      ? `metrics are listed by ${lists.join(' and ')}`
      : 'it lists no metrics, so type their names by hand in the query editor';
  const dialect = dialectOf(offered);
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
