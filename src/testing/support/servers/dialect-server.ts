import { dialectAnswers, type RequestBody } from './dialect-answers.ts';
import { dialectContracts, type ServerDialect } from './dialect-contracts.ts';
import { type FakeUpstream, type RecordedRequest, type ScriptedAnswer, startFakeUpstream } from '../fake-upstream.ts';

/** A server that knows one dialect and refuses what that does not define, as its author might have been told to. */
export interface DialectServer extends Pick<FakeUpstream, 'url' | 'requests' | 'close'> {
  /** What was refused so far, each with the reason: endpoints with status 404, bodies with 400. */
  readonly refusals: readonly string[];
  /** As after an upgrade: knows only the other dialect from now on. */
  upgradeTo(dialect: ServerDialect): void;
}

const endpoints = [...new Set(Object.values(dialectContracts).flatMap((contract) => Object.keys(contract)))];

export async function startDialectServer(dialect: ServerDialect): Promise<DialectServer> {
  const upstream = await startFakeUpstream();
  const refusals: string[] = [];
  let contract = dialectContracts[dialect];

  function refuse(status: number, reason: string): ScriptedAnswer {
    refusals.push(reason);
    return { status, body: { message: reason } };
  }

  function answer({ method, path, body }: RecordedRequest): ScriptedAnswer {
    const check = contract[path];
    if (check === undefined) return refuse(404, `there is no ${path}`);
    if (method !== 'POST') return refuse(405, `expected POST ${path}, got ${method}`);
    const problems = check(JSON.parse(body), path);
    if (problems.length > 0) return refuse(400, problems.join('; '));
    return { body: dialectAnswers[path]?.(JSON.parse(body) as RequestBody) };
  }

  for (const path of endpoints) upstream.answer(path, answer);
  upstream.answer('/', ({ method }) =>
    method === 'GET' ? { body: 'OK' } : refuse(405, `expected GET /, got ${method}`),
  );
  return {
    url: upstream.url,
    requests: upstream.requests,
    close: () => upstream.close(),
    refusals,
    upgradeTo: (other) => {
      contract = dialectContracts[other];
    },
  };
}
