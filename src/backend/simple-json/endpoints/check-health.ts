import type { CheckHealthResult } from '../../sdk/api/check-health.ts';
import type { UpstreamFacts } from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { fetchRoot } from '../server/fetch-root.ts';
import { mayBeUnknownPath } from '../server/path-choice.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import {
  optionalEndpoints,
  probeEndpoints,
  probeQuery,
  type Endpoint,
  type OptionalEndpoint,
} from '../server/probe-endpoints.ts';
import { describeAnnouncement } from '../live/push/stream-announcement.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';

/**
 * What "Save & test" proves: that the server answers, through the same client, credentials and limits as any query, and which
 * of the optional endpoints it has. A server without anything at its root is fine as long as its data can be had.
 */
export async function checkHealth(server: SimpleJsonServer, call: RequestContext): Promise<CheckHealthResult> {
  try {
    const root = await fetchRoot(server, call);
    const endpoints = await probeAll(server, call);
    const refusal = refusalOfAll(endpoints);
    if (refusal !== undefined) return describeRefusal(refusal, endpoints);
    const stream = describeAnnouncement(root);
    return describeHealth({ remarks: [], facts: root.facts, endpoints, stream }, server);
  } catch (error) {
    const remark = pluginErrorFrom(error).message;
    const endpoints = saysNothingOfOthers(error) ? await probeAll(server, call) : [];
    if (endpoints.some(({ state }) => state === 'works'))
      return describeHealth({ remarks: [remark], endpoints }, server);
    return describeFailure(error, endpoints);
  }
}

/** A wrong password is wrong everywhere, and trying it often may lock a user out. */
function saysNothingOfOthers(error: unknown): boolean {
  return mayBeUnknownPath(error) && pluginErrorFrom(error).status !== 401;
}

/** /query, too, where no list shows that the server is one. */
async function probeAll(server: SimpleJsonServer, call: RequestContext): Promise<readonly Endpoint[]> {
  const endpoints = await probeEndpoints(endpointsOf(server), server, call);
  return endpoints.some(({ state }) => state === 'works') ? endpoints : [...endpoints, await probeQuery(server, call)];
}

/**
 * Why nothing can be had from a server although its root answers: it sends pages or somewhere else, does not know the asking person,
 * or says the same error everywhere.
 */
function refusalOfAll(endpoints: readonly Endpoint[]): string | undefined {
  const refusals = endpoints.map(({ refusal }) => refusal);
  const isSame = new Set(refusals.map((refusal) => refusal?.words)).size === 1;
  return isSame && refusals.every((refusal) => refusal !== undefined) ? refusals.at(-1)?.message : undefined;
}

/** A server whose dialect is known is not asked for what that does not have. */
function endpointsOf({ dialectName, dialects }: SimpleJsonServer): readonly OptionalEndpoint[] {
  if (dialectName === 'auto') return optionalEndpoints;
  const { metricsPath, variablePath, annotationsPath } = dialects.current;
  return optionalEndpoints.filter((path) => [metricsPath, variablePath, annotationsPath, '/tag-keys'].includes(path));
}

interface Findings {
  /** What is unusual. */
  readonly remarks: readonly string[];
  /** Of GET /; undefined when that failed. */
  readonly facts?: UpstreamFacts;
  readonly endpoints: readonly Endpoint[];
  readonly stream?: string | undefined;
}

function describeHealth(found: Findings, { dialectName }: SimpleJsonServer): CheckHealthResult {
  const { remarks, facts, endpoints, stream } = found;
  const offered = endpoints.filter(({ state }) => state === 'works').map(({ path }) => path);
  const dialect = dialectName === 'auto' ? dialectOf(offered) : dialectName;
  const latency = facts === undefined ? undefined : `${facts.latencyMs.toFixed(0)} ms`;
  const answered = latency === undefined ? 'The server answered' : `The server answered in ${latency}`;
  const root = facts === undefined ? [] : [`GET /: ${latency ?? ''}, HTTP/${facts.httpVersion}`];
  const findings = [...endpoints.map(({ finding }) => finding), ...(stream === undefined ? [] : [stream])];
  const message = [`${answered}; ${describeLists(endpoints)}`, ...remarks.map(toRemark)].join('. ');
  return {
    status: 'ok',
    message,
    details: {
      verboseMessage: [...root, ...remarks, ...findings, `dialect: ${dialect}`].join('\n'),
      ...(facts !== undefined && { latencyMs: facts.latencyMs, httpVersion: facts.httpVersion }),
      endpoints: offered,
      dialect,
    },
  };
}

function toRemark(remark: string): string {
  return `Only its root could not be read, which no panel or rule needs: ${remark}`;
}

const listEndpoints: readonly string[] = ['/search', '/metrics'];

function describeLists(endpoints: readonly Endpoint[]): string {
  const lists = endpoints.filter(({ path }) => listEndpoints.includes(path));
  const offered = lists.filter(({ state }) => state === 'works').map(({ path }) => path);
  if (offered.length > 0) return `metrics are listed by ${offered.join(' and ')}`;
  const [unclear] = lists.filter(({ state }) => state === 'unclear' || state === 'fails');
  if (unclear === undefined) return 'it lists no metrics, so type their names by hand in the query editor';
  return `whether it lists metrics could not be found out (${unclear.finding})`;
}

function describeRefusal(refusal: string, endpoints: readonly Endpoint[]): CheckHealthResult {
  const message = `only GET / can be asked, which shows no data: ${refusal}`;
  const verboseMessage = ['GET /: works', ...endpoints.map(({ finding }) => finding)].join('\n');
  return { status: 'error', message, details: { verboseMessage } };
}

function describeFailure(error: unknown, endpoints: readonly Endpoint[]): CheckHealthResult {
  const { message, status, errorSource } = pluginErrorFrom(error);
  const verboseMessage = [`GET / failed: ${message}`, ...findingsOf(endpoints)].join('\n');
  return { status: 'error', message, details: { verboseMessage, status, errorSource } };
}

/** One line where all endpoints could not be asked for the same reason, as at a wrong port. */
function findingsOf(endpoints: readonly Endpoint[]): readonly string[] {
  const [first, ...others] = endpoints;
  const isSame = first?.reason !== undefined && others.every(({ reason }) => reason === first.reason);
  if (!isSame) return endpoints.map(({ finding }) => finding);
  return [`${endpoints.map(({ path }) => `POST ${path}`).join(', ')}: could not be asked: ${first.reason}`];
}

/** The generation of servers that has such endpoints, newest first. */
function dialectOf(offered: readonly Endpoint['path'][]): string {
  if (offered.includes('/annotations')) return 'simple-json';
  if (offered.includes('/metrics')) return 'json-datasource 0.6 or later';
  if (offered.includes('/variable')) return 'json-datasource 0.4';
  return offered.includes('/search') ? 'simple-json or json-datasource 0.3' : 'simple-json, without any list';
}
