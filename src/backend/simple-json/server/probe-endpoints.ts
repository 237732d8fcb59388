import { DecodeError } from '../../decode/answer/decoded-answer.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import { messageWithoutName, UpstreamError } from '../../upstream/contract/upstream-error.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { connectionsFree } from './connections-free.ts';
import { decodeResponse } from './decode-response.ts';
import { isAbsent } from './path-choice.ts';
import { pluginErrorFrom } from '../call/plugin-error-from.ts';
import { postJson, type SimpleJsonServer } from './simple-json-server.ts';

/** What a server may have beside `/` and /query, by generation. */
export const optionalEndpoints = ['/search', '/metrics', '/variable', '/annotations', '/tag-keys'] as const;

export type OptionalEndpoint = (typeof optionalEndpoints)[number];

export interface Endpoint {
  readonly path: OptionalEndpoint | '/query';
  /** `unclear`: there was no answer, so nothing is known. */
  readonly state: 'works' | 'absent' | 'fails' | 'unclear';
  /** For a person. */
  readonly finding: string;
  /** Why it is unclear. */
  readonly reason?: string;
  /** What a server says in place of an answer that may be about the asking person or the URL, and not about this endpoint. */
  readonly refusal?: { readonly message: string; readonly words?: string };
}

type ProbedServer = Pick<SimpleJsonServer, 'client' | 'decode' | 'key' | 'meter' | 'upstreamContext'>;

/** For one endpoint, and for all of them: a person waits for the result. */
const limitsMs = { one: 8000, all: 16_000 };

/**
 * Asks each endpoint a question that it must be able to answer; one after another, since some servers serve one connection at
 * a time.
 */
export async function probeEndpoints(
  paths: readonly OptionalEndpoint[],
  server: ProbedServer,
  call: RequestContext,
): Promise<readonly Endpoint[]> {
  const endEpochMs = Date.now() + limitsMs.all;
  const endpoints: Endpoint[] = [];
  for (const path of paths) {
    await connectionsFree();
    const leftMs = Math.min(limitsMs.one, endEpochMs - Date.now());
    const describe = (response: UpstreamResponse): Promise<string> => describeAnswer(path, response, { server, call });
    endpoints.push(await probe({ path, body: probeBody(path), describe, leftMs }, server, call));
  }
  return endpoints;
}

/** Asks for no target at all, which a server answers with nothing. */
export async function probeQuery(server: ProbedServer, call: RequestContext): Promise<Endpoint> {
  await connectionsFree();
  const body = { ...rangeFields(), targets: [], intervalMs: 1000, interval: '1s', maxDataPoints: 1000 };
  const describe = async (answer: UpstreamResponse): Promise<string> => {
    await decodeResponse('search', answer, { server, call });
    return 'offered';
  };
  return probe({ path: '/query', body, describe, leftMs: limitsMs.one }, server, call);
}

interface Probe {
  readonly path: Endpoint['path'];
  readonly body: unknown;
  /** @throws {DecodeError} for an answer that says nothing */
  readonly describe: (answer: UpstreamResponse) => Promise<string>;
  readonly leftMs: number;
}

async function probe(
  { path, body, describe, leftMs }: Probe,
  server: ProbedServer,
  call: RequestContext,
): Promise<Endpoint> {
  if (leftMs <= 0) return { path, state: 'unclear', finding: `POST ${path}: not asked, since others took too long` };
  try {
    const answer = await postJson(server, { path, body }, within(leftMs, call));
    return { path, state: 'works', finding: `POST ${path}: ${await describe(answer)}` };
  } catch (error) {
    call.signal.throwIfAborted();
    return { path, ...describeProbeError(path, error, leftMs), ...refusalIn(error) };
  }
}

function describeProbeError(
  path: Endpoint['path'],
  error: unknown,
  leftMs: number,
): Pick<Endpoint, 'state' | 'finding' | 'reason'> {
  if (isAbsent(error)) {
    const reason = error instanceof DecodeError ? ` (${error.message})` : '';
    return { state: 'absent', finding: `POST ${path}: not offered${reason}` };
  }
  if (!(error instanceof UpstreamError) || error.kind === 'status') {
    const message = error instanceof UpstreamError ? messageWithoutName(error) : pluginErrorFrom(error).message;
    return { state: 'fails', finding: `POST ${path}: ${message}` };
  }
  const seconds = String(Math.round(leftMs / 1000));
  const reason = error.kind === 'timeout' ? `no answer within ${seconds} s` : messageWithoutName(error);
  return { state: 'unclear', finding: `POST ${path}: could not be asked: ${reason}`, reason };
}

/** Of who asks. */
const callerStatuses = new Set([401, 403, 407]);

function refusalIn(error: unknown): Pick<Endpoint, 'refusal'> {
  const { message } = pluginErrorFrom(error);
  if (error instanceof DecodeError) {
    if (error.reason === 'unreadable' || error.reason === 'too-large') return {};
    return { refusal: error.reason === 'stated' ? { message, words: error.message } : { message } };
  }
  const isRefusal =
    error instanceof UpstreamError && (error.kind === 'redirect' || callerStatuses.has(error.status ?? 0));
  return isRefusal ? { refusal: { message } } : {};
}

function within(limitMs: number, call: RequestContext): RequestContext {
  const deadlineEpochMs = Math.min(call.deadlineEpochMs ?? Infinity, Date.now() + limitMs);
  return { ...call, deadlineEpochMs };
}

function probeBody(path: OptionalEndpoint): unknown {
  switch (path) {
    case '/search':
      return { target: '' };
    case '/variable':
      return { payload: { target: '' }, range: rangeFields().range };
    case '/annotations':
      return { ...rangeFields(), annotation: { name: 'test', enable: true, query: '' } };
    case '/metrics':
    case '/tag-keys':
      return {};
  }
}

/** The hour is only there because servers read it. */
function rangeFields(): { readonly range: unknown; readonly rangeRaw: unknown } {
  const to = new Date();
  const rangeRaw = { from: new Date(to.getTime() - 3_600_000).toISOString(), to: to.toISOString() };
  return { range: { ...rangeRaw, raw: rangeRaw }, rangeRaw };
}

async function describeAnswer(
  path: OptionalEndpoint,
  response: UpstreamResponse,
  asked: { readonly server: ProbedServer; readonly call: RequestContext },
): Promise<string> {
  if (path === '/annotations') {
    await decodeResponse('annotations', response, asked);
    return 'offered';
  }
  const { options } = await decodeResponse('search', response, asked);
  return `${String(options.length)} ${path === '/search' || path === '/metrics' ? 'metrics' : 'entries'}`;
}
