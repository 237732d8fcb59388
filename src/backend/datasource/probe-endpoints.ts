import { decodeAnnotations } from '../decode/decode-annotations.ts';
import { DecodeError } from '../decode/decoded-answer.ts';
import { decodeSearchAnswer } from '../decode/decode-search-answer.ts';
import type { CallFacts } from './call-facts.ts';
import { isAbsent } from './path-choice.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';
import { postJson, type Server } from './server.ts';

/** What a server may have beside `/` and /query, by generation. */
export const optionalEndpoints = ['/search', '/metrics', '/variable', '/annotations', '/tag-keys'] as const;

export type OptionalEndpoint = (typeof optionalEndpoints)[number];

export interface Endpoint {
  readonly path: OptionalEndpoint;
  readonly state: 'works' | 'absent' | 'fails';
  /** For a person. */
  readonly finding: string;
}

/** Asks each endpoint a question that it must be able to answer. */
export async function probeEndpoints(
  paths: readonly OptionalEndpoint[],
  server: Pick<Server, 'client'>,
  call: CallFacts,
): Promise<readonly Endpoint[]> {
  return Promise.all(paths.map((path) => probe(path, server, call)));
}

async function probe(path: OptionalEndpoint, server: Pick<Server, 'client'>, call: CallFacts): Promise<Endpoint> {
  try {
    const { body } = await postJson(server, { path, body: probeBody(path) }, call);
    return { path, state: 'works', finding: `POST ${path}: ${describeAnswer(path, body)}` };
  } catch (error) {
    if (!isAbsent(error)) return { path, state: 'fails', finding: `POST ${path}: ${pluginErrorFrom(error).message}` };
    const reason = error instanceof DecodeError ? ` (${error.message})` : '';
    return { path, state: 'absent', finding: `POST ${path}: not offered${reason}` };
  }
}

/** The hour is only there because servers read it. */
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
  if (path === '/annotations') {
    decodeAnnotations(body);
    return 'offered';
  }
  const { options } = decodeSearchAnswer(body);
  return `${String(options.length)} ${path === '/search' || path === '/metrics' ? 'metrics' : 'entries'}`;
}
