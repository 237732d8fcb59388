import { beforeAll, describe, expect } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { cutOffAnswers, startCutOffServer } from '../support/servers/cut-off-answers.ts';
import { check } from './conformance-check.ts';
import type { AlertOutcome, Json, UnifiedRule } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { type Question, toV1Request, toV2Request } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);
const authority = createCertificateAuthority();
const identity = authority.issue({ names: ['127.0.0.1'] });
const tls = {
  jsonData: JSON.stringify({ tlsAuthWithCACert: true, retries: 1 }),
  secureJsonData: { tlsCACert: authority.certificate },
};

const down = 'database is down';
const series = { target: 'a', datapoints: [[42, 1714543200000]] };

/** What a server answers with status 200, and the words that a rule has to end with. */
const statedErrors: readonly (readonly [answer: unknown, words: string])[] = [
  [{ success: false, message: down, data: null }, down],
  [{ error: down, data: [] }, down],
  [{ error: { code: 7, message: down }, results: [] }, down],
  [{ status: 'error', error: down }, down],
  [{ status: 'fail', message: down, data: [] }, down],
  [{ status: 'failed', data: [] }, '"status": "failed" (and no reason)'],
  [{ code: 500, message: down, data: null }, down],
  [{ errors: [{ message: down }, { message: 'and out' }], data: null }, `${down}; and out`],
  [{ ok: false, error: down }, down],
  [{ exception: down, data: null }, down],
  [{ data: { status: 'error', message: down, data: [] } }, down],
  [[{ error: down }], down],
  [[series, { target: 'b', error: down }], down],
  [{ results: { A: { error: down } } }, down],
  [{ error: down, data: [series] }, down],
  [{ target: 'a', datapoints: [], error: down }, down],
];

/** What looks like an error at first sight, and is none. */
const statedSuccesses: readonly (readonly [answer: unknown, state: string])[] = [
  [{ status: 'ok', message: 'one series', data: [series] }, 'Alerting'],
  [{ error: null, errors: [], code: 200, success: true, data: [series] }, 'Alerting'],
  [{ error: '', data: [] }, 'NoData'],
  [{ code: 0, message: 'no data', data: null }, 'NoData'],
  [[{ target: 'error', datapoints: [[42, 1714543200000]] }], 'Alerting'],
  [[{ host: 'x', error: 42 }], 'Alerting'],
  [[{ constructor: 'x', load: 42 }, { load: 5 }], 'Alerting'],
  [[{ host: 'x', status: 'error', message: 'disk full', load: 42 }], 'Alerting'],
];

/** By their types, and as those do that are told not to. */
const unifiedReaders = ['12.4', '12.4-old'] as const;

describe.each(goHosts.filter(({ knowsLaterServices }) => knowsLaterServices))('$name', (build) => {
  const stage = useStage(build, 'all');
  let first: string;
  let second: string;

  beforeAll(async () => {
    [first, second] = (await Promise.all(
      (['6.2', '13'] as const).map(async (grafana) => (await stage.launch(grafana)).session),
    )) as [string, string];
  });

  const unified = async (source: Partial<Question>, grafana: UnifiedRule['grafana'] = '12.4'): Promise<AlertOutcome> =>
    stage.host.alertUnified(second, {
      request: asRule(toV2Request(question(source))),
      reducer: 'last',
      above: 10,
      grafana,
      condition: 'threshold',
    });

  const legacy = async (source: Partial<Question>): Promise<AlertOutcome> =>
    stage.host.alertLegacy(first, 'models.DatasourcePlugin/Query', {
      request: toV1Request(question(source)),
      reducer: 'last',
      above: 10,
    });

  const question = (source: Partial<Question>): Question => ({
    url: stage.upstream.url,
    headers: { FromAlert: 'true' },
    queries: [{ refId: 'A', model: { target: 'a' }, maxDataPoints: 0, intervalMs: 0 }],
    ...source,
  });

  cutOffAnswers.forEach((each, i) => {
    check(`14.${i + 1}`, `an answer that breaks off is an error: ${each.title}`, async () => {
      const server = await startCutOffServer(each, identity);
      try {
        const source = { url: server.url, ...tls };
        const words = expect.stringMatching(/complete|cut short|Content-Length|cancelled/) as unknown;
        expect(await unified(source)).toMatchObject({ state: 'Error', error: words });
        expect(server.requestCount()).toBe(2);
        expect(await unified(source, '12.4-old')).toMatchObject({ state: 'Error', error: words });
        expect(await legacy(source)).toMatchObject({ state: 'error', error: words });
      } finally {
        await server.close();
      }
    });
  });

  statedErrors.forEach(([answer, words], i) => {
    check(`14.${i + 41}`, `an error with status 200 is an error: ${JSON.stringify(answer)}`, async () => {
      stage.upstream.answer('/query', { body: answer });
      const error = expect.stringContaining(
        `the server's answer has status 200, but says that it is an error: ${words}`,
      ) as unknown;
      for (const grafana of unifiedReaders) {
        expect(await unified({}, grafana)).toMatchObject({ state: 'Error', error });
      }
      expect(await legacy({})).toMatchObject({ state: 'error', error });
    });
  });

  statedSuccesses.forEach(([answer, state], i) => {
    check(`14.${i + 71}`, `is no error: ${JSON.stringify(answer)}`, async () => {
      stage.upstream.answer('/query', { body: answer });
      for (const grafana of unifiedReaders) expect(await unified({}, grafana)).toMatchObject({ state, error: '' });
    });
  });
});

/** A rule asks on nobody's behalf. */
function asRule(request: Json): Json {
  return { ...request, pluginContext: { ...(request['pluginContext'] as Json), user: null } };
}
