import { beforeAll, describe, expect } from '@jest/globals';
import type { AlertCase, Verdict } from './alert-cases/alert-case.ts';
import { commonCases } from './alert-cases/alert-cases.ts';
import { nameCases } from './alert-cases/alert-name-cases.ts';
import { oddCases } from './alert-cases/alert-odd-cases.ts';
import { seriesCases } from './alert-cases/alert-series-cases.ts';
import { tableCases } from './alert-cases/alert-table-cases.ts';
import { check } from './conformance-check.ts';
import type { AlertOutcome, GrafanaGeneration, Json, UnifiedRule } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toV1Request, toV2Request } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);

const cases: readonly AlertCase[] = [...commonCases, ...seriesCases, ...tableCases, ...nameCases, ...oddCases];

/** Which Grafana starts the plugin, and what it says in its environment. */
interface RuleReader {
  readonly grafana: string;
  readonly generation: GrafanaGeneration;
  readonly env?: readonly string[];
}

interface UnifiedReader extends RuleReader {
  readonly grafana: UnifiedRule['grafana'];
  readonly readsTypes: boolean;
}

const legacyReaders: readonly RuleReader[] = [
  { grafana: '6.2', generation: '6.2' },
  { grafana: '7.5', generation: '7.5' },
];

const unifiedReaders: readonly UnifiedReader[] = [
  { grafana: '8.5', generation: '8.5', readsTypes: false },
  { grafana: '9.5', generation: '9.5', readsTypes: false },
  { grafana: '10.1', generation: '10.1', readsTypes: true },
  { grafana: '12.4', generation: '12.4', readsTypes: true },
  {
    grafana: '12.4-old',
    generation: '12.4',
    readsTypes: false,
    env: ['GF_INSTANCE_FEATURE_TOGGLES_ENABLE=disableSSEDataplane'],
  },
];

const reducedAbove10 = { reducer: 'last', above: 10 } as const;

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build, 'all');
  let sessions: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const readers = [...legacyReaders, ...(build.knowsLaterServices ? unifiedReaders : [])];
    const launched = await Promise.all(
      readers.map(
        async ({ grafana, generation, env = [] }) =>
          [grafana, (await stage.launch(generation, { env })).session] as const,
      ),
    );
    sessions = new Map(launched);
  });

  function sessionOf(grafana: string): string {
    return sessions.get(grafana) ?? '';
  }

  function question({
    type,
    target = 'a',
    model: more,
    answer,
    status = 200,
  }: AlertCase): Parameters<typeof toV2Request>[0] {
    stage.upstream.answer('/query', { status, body: answer });
    const model = { target, ...(type === undefined ? {} : { type }), ...more };
    return {
      url: stage.upstream.url,
      headers: { FromAlert: 'true' },
      queries: [{ refId: 'A', model, maxDataPoints: 0, intervalMs: 0 }],
    };
  }

  for (const each of cases) {
    check(`13.${each.number}.1`, `version 1, legacy alerting: ${each.title}`, async () => {
      const rule = { request: toV1Request(question(each)), ...reducedAbove10 };
      const outcome = await stage.host.alertLegacy(sessionOf('6.2'), 'models.DatasourcePlugin/Query', rule);
      expectOutcome(outcome, each.version1 ?? each.legacy, ({ name }) => name);
    });

    check(`13.${each.number}.2`, `version 2, legacy alerting: ${each.title}`, async () => {
      const rule = { request: asRule(toV2Request(question(each))), ...reducedAbove10 };
      const outcome = await stage.host.alertLegacy(sessionOf('7.5'), 'pluginv2.Data/QueryData', rule);
      expectOutcome(outcome, each.legacy, ({ name }) => name);
    });
  }

  for (const each of build.knowsLaterServices ? cases : []) {
    for (const [i, { grafana, readsTypes }] of unifiedReaders.entries()) {
      check(`13.${each.number}.${i + 3}`, `unified alerting of ${grafana}: ${each.title}`, async () => {
        const expected = readsTypes ? each.unified : (each.untyped ?? each.unified);
        for (const condition of ['threshold', 'math'] as const) {
          const rule = { request: asRule(toV2Request(question(each))), ...reducedAbove10, grafana, condition };
          const outcome = await stage.host.alertUnified(sessionOf(grafana), rule);
          expectOutcome(outcome, expected, ({ labels }) => labels ?? {});
        }
      });
    }

    if (each.notice !== undefined) {
      check(`13.${each.number}.9`, `notice: ${each.title}`, async () => {
        const { A: answered } = await stage.queryV2(sessionOf('12.4'), question(each));
        const notices = (answered?.frames[0]?.meta?.['notices'] ?? []) as readonly { readonly text: string }[];
        expect(notices.map(({ text }) => text)).toEqual([expect.stringContaining(each.notice ?? '')]);
      });
    }

    check(`13.${each.number}.8`, `SQL expression of 12.4: ${each.title}`, async () => {
      const rule = { request: asRule(toV2Request(question(each))), ...reducedAbove10 };
      const { columns, rows, error } = await stage.host.readAsSQL(sessionOf('12.4'), rule);
      const { state, instances = [] } = each.unified;
      if (state === 'Error') expect(error).toContain(each.unified.error);
      else expect(error).toBe('');
      expect(rows).toBeGreaterThanOrEqual(instances.length);
      expect(columns).toEqual(
        expect.arrayContaining([...new Set(instances.flatMap(([labels]) => Object.keys(labels)))]),
      );
    });
  }
});

/** A rule asks on nobody's behalf. */
function asRule(request: Json): Json {
  return { ...request, pluginContext: { ...(request['pluginContext'] as Json), user: null } };
}

type Instance = NonNullable<AlertOutcome['instances']>[number];

function expectOutcome(
  { state, error, instances }: AlertOutcome,
  expected: Verdict,
  identityOf: (instance: Instance) => unknown,
): void {
  const found = (instances ?? []).filter(hasData).map((each) => [identityOf(each), each.state, each.value]);
  expect({ state, instances: sorted(found) }).toEqual({
    state: expected.state,
    instances: sorted(expected.instances ?? []),
  });
  expect(error).toContain(expected.error ?? '');
}

/** How an empty answer looks to legacy alerting is the plugin's choice; that it counts as none is not. */
function hasData({ state }: Instance): boolean {
  return state !== 'no_data';
}

/** Readers put instances in orders of their own. */
function sorted(instances: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  const keyOf = ([identity]: readonly unknown[]): string =>
    JSON.stringify(typeof identity === 'object' ? Object.entries(identity ?? {}).sort() : identity);
  return instances.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
