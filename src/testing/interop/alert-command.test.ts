import { execFile } from 'node:child_process';

import { beforeAll, describe, expect } from '@jest/globals';

import { type AlertCase, series, start, table } from './alert-cases/alert-case.ts';
import { commonCases } from './alert-cases/alert-cases.ts';
import { check } from './conformance-check.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toV2Request } from './query-requests.ts';

const { goHosts, plugin } = interopExecutables(process.env);

const rules = [
  ['last', 10],
  ['mean', 10],
] as const;

type Question = Pick<AlertCase, 'title' | 'type' | 'target' | 'answer'>;

/** Where a reading of one's own goes wrong first; what each comes to is the judge's to say. */
const subtleCases: readonly Question[] = [
  { title: 'a null before and after numbers', answer: [series('a', [null, 42]), series('b', [42, null])] },
  { title: 'an empty series beside a full one', answer: [series('a', []), series('b', [42])] },
  { title: 'a null between numbers', answer: [series('a', [1, null, 42])] },
  { title: 'texts and booleans for numbers', answer: [series('a', ['1', '42'])] },
  { title: 'the threshold itself', answer: [series('a', [10])] },
  {
    title: 'integers that no double holds',
    answer: '[{"target":"a","datapoints":[[9007199254740993,1714543200000]]}]',
  },
  { title: 'a table without times, with nulls', type: 'table', answer: [table(['h', 'n: number'], [['x', null], ['y', 42], [null, 7]])] }, // prettier-ignore
  { title: 'a table of two number columns', type: 'table', answer: [table(['h', 'n: number', 'm: number'], [['x', 1, 42], ['y', 42, 1]])] }, // prettier-ignore
  { title: 'rows that differ and nothing tells apart', type: 'table', answer: [table(['n: number'], [[1], [42]])] },
  { title: 'a table with times in any order', type: 'table', answer: [table(['Time: time', 'h', 'n: number'], [[start + 2000, 'x', 42], [start, 'x', 1], [start + 1000, 'y', null]])] }, // prettier-ignore
  { title: 'a series and a table', answer: [series('a', [42]), table(['h', 'n: number'], [['x', 1]])] },
  { title: 'a table of texts', type: 'table', answer: [table(['Name', 'Last'], [['a', 'b']])] },
  { title: 'an error in a 200', answer: { error: 'database is down', data: [] } },
];

/** The command `alert` against Grafana's own reader of frames: the same server, the same rule, the same outcome. */
describe.each(goHosts.filter(({ knowsLaterServices }) => knowsLaterServices))('$name', (build) => {
  const stage = useStage(build, 'all');
  let session: string;

  beforeAll(async () => {
    session = (await stage.launch('12.4')).session;
  });

  for (const [i, each] of [...commonCases, ...subtleCases].entries()) {
    check(`14.${i + 1}`, `alert says what a rule of 12.4 would: ${each.title}`, async () => {
      stage.upstream.answer('/query', { body: each.answer });
      for (const [reducer, above] of rules) {
        const judged = await judge(each, reducer, above);
        const printed = await runAlert(each, ['--reducer', reducer, '--above', String(above)]);
        expect(printed).toEqual({ ...judged, code: judged.state === 'Error' ? 1 : 0 });
      }
    });
  }

  async function judge({ type, target = 'a' }: Question, reducer: 'last' | 'mean', above: number) {
    const model = { target, ...(type !== undefined && { type }) };
    const request = toV2Request({
      url: stage.upstream.url,
      headers: { FromAlert: 'true' },
      queries: [{ refId: 'A', model, maxDataPoints: 43_200, intervalMs: 1000 }],
    });
    const rule = { request, reducer, above, grafana: '12.4', condition: 'threshold' } as const;
    const outcome = await stage.host.alertUnified(session, rule);
    const { state, error, instances } = outcome;
    const found = (instances ?? []).map(({ labels, value, state: one }) => ({
      labels: labels ?? {},
      value,
      state: one,
    }));
    return { state, error, instances: sorted(found) };
  }

  async function runAlert({ type, target = 'a' }: Question, rule: readonly string[]) {
    const asked = ['--url', stage.upstream.url, '--target', target, '--type', type ?? 'timeseries', '--format', 'json'];
    const { code, stdout } = await run(plugin, ['alert', ...asked, ...rule]);
    const { state, error = '', instances } = JSON.parse(stdout) as PrintedOutcome;
    return { state, error, instances: sorted(instances), code };
  }
});

interface PrintedOutcome {
  readonly state: string;
  readonly error?: string;
  readonly instances: readonly object[];
}

function sorted(instances: readonly object[]): readonly object[] {
  const keyOf = (instance: object): string => JSON.stringify(instance, (_key, value: unknown) => sortedKeys(value));
  return instances.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort());
}

async function run(command: string, args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { env: {}, timeout: 20_000 }, (_error, stdout) => {
      resolve({ code: child.exitCode, stdout });
    });
  });
}
