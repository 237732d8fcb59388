import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import type { AlertOutcome, Json } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { type InteropStage, openStage } from './interop-stage.ts';
import { toV1Request, toV2Request } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);

const start = 1714543200000;

function series(target: string, values: readonly (number | null)[], more: Json = {}): Json {
  return { target, datapoints: values.map((value, i) => [value, start + i * 1000]), ...more };
}

const hostTable = (time: readonly Json[]) => ({
  type: 'table',
  columns: [...time, { text: 'host', type: 'string' }, { text: 'load', type: 'number' }],
});

/** What a server answers, what the rule's query asks for, and what each kind of alerting has to make of it; the threshold is 10. */
interface Case {
  readonly number: number;
  readonly title: string;
  readonly type?: 'table';
  readonly answer: unknown;
  readonly unified: Verdict;
  readonly legacy: Verdict;
  /** Where version 1 differs: its rules know nothing but series. */
  readonly version1?: Verdict;
}

/** The rule's state, and that of each value with what tells it apart. */
type Verdict = readonly [state: string, ...instances: readonly (readonly [label: string, state: string])[]];

const cases: readonly Case[] = [
  {
    number: 1,
    title: 'one series',
    answer: [series('a', [1, 42])],
    unified: ['Alerting', ['{}', 'Alerting']],
    legacy: ['alerting', ['a', 'alerting']],
  },
  {
    number: 2,
    title: 'two series',
    answer: [series('a', [1, 5]), series('b', [1, 42])],
    unified: ['Alerting', ['{"target":"a"}', 'Normal'], ['{"target":"b"}', 'Alerting']],
    legacy: ['alerting', ['a', 'ok'], ['b', 'alerting']],
  },
  {
    number: 3,
    title: 'labelled series',
    answer: [series('load', [42], { tags: { host: 'x' } }), series('load', [5], { tags: { host: 'y' } })],
    unified: ['Alerting', ['{"host":"x"}', 'Alerting'], ['{"host":"y"}', 'Normal']],
    legacy: ['alerting', ['load {host=x}', 'alerting'], ['load {host=y}', 'ok']],
  },
  {
    number: 4,
    title: 'a table with times and labels',
    type: 'table',
    answer: [
      {
        ...hostTable([{ text: 'Time', type: 'time' }]),
        rows: [
          [start, 'x', 42],
          [start, 'y', 5],
          [start + 1000, 'x', 43],
        ],
      },
    ],
    unified: ['Alerting', ['{"host":"x"}', 'Alerting'], ['{"host":"y"}', 'Normal']],
    legacy: ['alerting', ['load {host=x}', 'alerting'], ['load {host=y}', 'ok']],
  },
  {
    number: 5,
    title: 'a table without times',
    type: 'table',
    answer: [
      {
        ...hostTable([]),
        rows: [
          ['x', 42],
          ['y', 5],
        ],
      },
    ],
    unified: ['Alerting', ['{"host":"x"}', 'Alerting'], ['{"host":"y"}', 'Normal']],
    legacy: ['error'],
    version1: ['no_data'],
  },
  { number: 6, title: 'an empty answer', answer: [], unified: ['NoData'], legacy: ['no_data'] },
  {
    number: 7,
    title: 'nothing but nulls',
    answer: [series('a', [null, null])],
    unified: ['NoData'],
    legacy: ['no_data'],
  },
  {
    number: 8,
    title: 'series of one name',
    answer: [series('same', [42]), series('same', [5])],
    unified: ['Alerting', ['{"series":"1","target":"same"}', 'Alerting'], ['{"series":"2","target":"same"}', 'Normal']],
    legacy: ['alerting', ['same {series=1}', 'alerting'], ['same {series=2}', 'ok']],
  },
  {
    number: 9,
    title: 'a constant below the threshold',
    answer: [series('a', [5])],
    unified: ['Normal', ['{}', 'Normal']],
    legacy: ['ok', ['a', 'ok']],
  },
  { number: 10, title: 'a broken answer', answer: '[{"target":', unified: ['Error'], legacy: ['error'] },
];

describe.each(goHosts)('$name', (build) => {
  let stage: InteropStage;
  let first: string;
  let second: string;

  beforeAll(async () => {
    stage = await openStage(build);
    [first, second] = (await Promise.all(
      (['6.2', build.knowsStatus ? '13' : '7.5'] as const).map(
        async (grafana) => (await stage.launch(grafana)).session,
      ),
    )) as [string, string];
  });

  afterAll(async () => {
    await stage.close();
  });

  function question({ type, answer }: Case, url = stage.upstream.url): Parameters<typeof toV2Request>[0] {
    stage.upstream.answer('/query', { body: answer });
    const model = { target: 'a', ...(type === undefined ? {} : { type }) };
    return {
      url,
      headers: { FromAlert: 'true' },
      queries: [{ refId: 'A', model, maxDataPoints: 0, intervalMs: 0 }],
    };
  }

  for (const each of cases) {
    check(`13.${each.number}`, `version 1, legacy alerting: ${each.title}`, async () => {
      const rule = { request: toV1Request(question(each)), reducer: 'last', above: 10 } as const;
      const outcome = await stage.host.alertLegacy(first, 'models.DatasourcePlugin/Query', rule);
      expect(byName(outcome)).toEqual(each.version1 ?? each.legacy);
    });

    check(`13.${each.number + 20}`, `version 2, legacy alerting: ${each.title}`, async () => {
      const rule = { request: asRule(toV2Request(question(each))), reducer: 'last', above: 10 } as const;
      expect(byName(await stage.host.alertLegacy(second, 'pluginv2.Data/QueryData', rule))).toEqual(each.legacy);
    });

    if (build.knowsLaterServices) {
      check(`13.${each.number + 40}`, `version 2, unified alerting: ${each.title}`, async () => {
        const rule = { request: asRule(toV2Request(question(each))), reducer: 'last', above: 10 } as const;
        expect(byLabels(await stage.host.alertUnified(second, rule))).toEqual(each.unified);
      });
    }
  }
});

/** A rule asks on nobody's behalf. */
function asRule(request: Json): Json {
  return { ...request, pluginContext: { ...(request['pluginContext'] as Json), user: null } };
}

function byName({ state, instances }: AlertOutcome): Verdict {
  return [state, ...(instances ?? []).map(({ name, state }) => [name, state] as const).filter(hasData)];
}

function byLabels({ state, instances }: AlertOutcome): Verdict {
  const sorted = (labels: object | null) => JSON.stringify(Object.fromEntries(Object.entries(labels ?? {}).sort()));
  return [state, ...(instances ?? []).map(({ labels, state }) => [sorted(labels), state] as const).filter(hasData)];
}

/** How an empty answer looks is the plugin's choice; that it counts as none is not. */
function hasData([, state]: readonly [string, string]): boolean {
  return state !== 'no_data';
}
