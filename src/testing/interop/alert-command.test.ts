import { execFile } from 'node:child_process';

import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import type { AlertCase } from './alert-case.ts';
import { commonCases } from './alert-cases.ts';
import { check } from './conformance-check.ts';
import { interopExecutables } from './interop-executables.ts';
import { type InteropStage, openStage } from './interop-stage.ts';
import { toV2Request } from './query-requests.ts';

const { goHosts, plugin } = interopExecutables(process.env);

const rules = [
  ['last', 10],
  ['mean', 10],
] as const;

/** The command `alert` against Grafana's own reader of frames: the same server, the same rule, the same outcome. */
describe.each(goHosts.filter(({ knowsLaterServices }) => knowsLaterServices))('$name', (build) => {
  let stage: InteropStage;
  let session: string;

  beforeAll(async () => {
    stage = await openStage(build);
    session = (await stage.launch('12.4')).session;
  });

  afterAll(async () => {
    await stage.close();
  });

  for (const each of commonCases) {
    check(`14.${each.number}`, `alert says what a rule of 12.4 would: ${each.title}`, async () => {
      stage.upstream.answer('/query', { body: each.answer });
      for (const [reducer, above] of rules) {
        const judged = await judge(each, reducer, above);
        const printed = await runAlert(each, ['--reducer', reducer, '--above', String(above)]);
        expect(printed).toEqual({ ...judged, code: judged.state === 'Error' ? 1 : 0 });
      }
    });
  }

  async function judge({ type, target = 'a' }: AlertCase, reducer: 'last' | 'mean', above: number) {
    const model = { target, ...(type !== undefined && { type }) };
    const request = toV2Request({
      url: stage.upstream.url,
      headers: { FromAlert: 'true' },
      queries: [{ refId: 'A', model, maxDataPoints: 43_200, intervalMs: 1000 }],
    });
    const outcome = await stage.host.alertUnified(session, { request, reducer, above, grafana: '12.4' });
    const { state, error, instances } = outcome;
    const found = (instances ?? []).map(({ labels, value, state: one }) => ({
      labels: labels ?? {},
      value,
      state: one,
    }));
    return { state, error, instances: sorted(found) };
  }

  async function runAlert({ type = 'timeseries', target = 'a' }: AlertCase, rule: readonly string[]) {
    const asked = ['--url', stage.upstream.url, '--target', target, '--type', type, '--format', 'json'];
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
