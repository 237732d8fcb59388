import { beforeAll, describe, expect } from '@jest/globals';
import { series, start, table } from './alert-cases/alert-case.ts';
import { check } from './conformance-check.ts';
import type { AlertOutcome, Json, UnifiedRule } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toV2Request } from './query-requests.ts';

const newest = interopExecutables(process.env).goHosts.filter(({ knowsLaterServices }) => knowsLaterServices);

const timedTable = table(
  ['Time: time', 'host: string', 'load: number'],
  [
    [start, 'x', 42],
    [start, null, 5],
    [start + 1000, 'x', 43],
  ],
);

/** A panel's expressions read its queries' frames as a rule does, but nothing says that they will. */
describe.each(newest)('expressions of a panel, $name', (build) => {
  const stage = useStage(build, 'all');
  const versions = ['8.5', '9.5', '10.1', '12.4'] as const;
  const sessions = new Map<string, string>();

  beforeAll(async () => {
    for (const version of versions) sessions.set(version, (await stage.launch(version)).session);
  });

  function toRequest(answer: unknown, model: Json): Json {
    stage.upstream.answer('/query', { body: answer });
    const queries = [{ refId: 'A', model: { target: 'a', ...model } }];
    return toV2Request({ url: stage.upstream.url, queries });
  }

  async function reduceLast(version: UnifiedRule['grafana'], answer: unknown, model: Json): Promise<AlertOutcome> {
    const request = toRequest(answer, model);
    const rule = { request, reducer: 'last', above: 10, grafana: version, condition: 'math' } as const;
    return stage.host.alertUnified(sessions.get(version) ?? '', rule);
  }

  for (const [i, version] of versions.entries()) {
    check(`13.100.${i + 1}`, `series, Grafana ${version}`, async () => {
      const answer = [series('a', [42]), series('b', [5])];
      const { state, instances } = await reduceLast(version, answer, { type: 'timeserie' });
      expect(state).toBe('Alerting');
      expect(instances?.map(({ labels, value }) => [labels, value])).toEqual([
        [{ target: 'a' }, 42],
        [{ target: 'b' }, 5],
      ]);
    });

    check(`13.101.${i + 1}`, `no data, Grafana ${version}`, async () => {
      expect(await reduceLast(version, [], { type: 'timeserie' })).toMatchObject({ state: 'NoData', error: '' });
      expect(await reduceLast(version, [], { type: 'table' })).toMatchObject({ state: 'NoData', error: '' });
    });

    check(`13.102.${i + 1}`, `a table with times asked for as one, Grafana ${version}`, async () => {
      const { state, error, instances } = await reduceLast(version, [timedTable], { type: 'table' });
      if (Number.parseFloat(version) < 10) {
        expect(error).toContain('must be a wide series but got type long');
        return;
      }
      expect(state).toBe('Alerting');
      expect(instances?.map(({ labels, value }) => [labels, value])).toEqual([
        [{ host: '' }, 5],
        [{ host: 'x' }, 43],
      ]);
    });
  }

  check('13.103', 'a table with times can be selected from, as it is', async () => {
    const rule = { request: toRequest([timedTable], { type: 'table' }), reducer: 'last', above: 10 } as const;
    const read = await stage.host.readAsSQL(sessions.get('12.4') ?? '', rule);
    expect(read).toEqual({ columns: ['Time', 'host', 'load'], rows: 3, error: '' });
  });

  check('13.104', 'a table stays as it is for the table panel', async () => {
    stage.upstream.answer('/query', { body: [timedTable] });
    const { A: answered } = await stage.queryV2(sessions.get('12.4') ?? '', {
      queries: [{ refId: 'A', model: { target: 'a', type: 'table' } }],
    });
    expect(answered?.frames).toHaveLength(1);
    expect(answered?.frames[0]?.meta).toMatchObject({ type: 'timeseries-long', typeVersion: [0, 1] });
    expect(answered?.frames[0]?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['Time', 'time.Time'],
      ['host', '*string'],
      ['load', '*float64'],
    ]);
  });
});
