import { existsSync } from 'node:fs';
import { beforeEach, describe, expect } from '@jest/globals';
import type { RecordedRequest } from '../support/fake-upstream.ts';
import { check } from './conformance-check.ts';
import type { GrafanaGeneration, Launched } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { untilGone } from '../support/process/until-gone.ts';
import { toV1Request, toV2Request } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);

const queries = [{ refId: 'A', model: { target: 'slow' } }];

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build);

  beforeEach(async () => {
    stage.upstream.answer('/query', () => new Promise(() => undefined));
  });

  /** Resolves with what the upstream got, once it has it; its answer never comes. */
  function leaveQueryInFlight({ session, protocolVersion }: Launched): Promise<RecordedRequest> {
    const arrived = stage.upstream.nextRequest();
    const question = { url: stage.upstream.url, queries };
    const answer =
      protocolVersion === 1
        ? stage.host.call(session, 'models.DatasourcePlugin/Query', { request: toV1Request(question) })
        : stage.host.call(session, 'pluginv2.Data/QueryData', { request: toV2Request(question) });
    answer.catch(() => undefined);
    return arrived;
  }

  for (const [number, grafana] of [
    ['7.1', '6.2'],
    ['7.2', '13'],
  ] as const) {
    check(
      number,
      `Grafana ${grafana} stops it in the middle of a query: exit 0 within 2 s, no socket left`,
      async () => {
        const launched = await stage.launch(grafana);
        await stage.host.openStream(launched.session, 'plugin.GRPCBroker/StartStream');
        expect(existsSync(launched.address)).toBe(true);
        await leaveQueryInFlight(launched);
        const end = await stage.host.kill(launched.session);
        // go-plugin kills after 2 s, and a killed process has another code.
        expect(end).toMatchObject({ exited: true, exitCode: 0 });
        expect(existsSync(launched.address)).toBe(false);
      },
    );
  }

  check('7.3', 'Shutdown is answered before the plugin goes', async () => {
    const { session } = await stage.launch('13');
    expect(await stage.host.call(session, 'plugin.GRPCController/Shutdown')).toEqual([{}]);
    expect(await stage.host.waitForExit(session, 2000)).toMatchObject({ exited: true, exitCode: 0 });
  });

  for (const [number, signal] of [
    ['7.4', 'SIGTERM'],
    ['7.5', 'SIGHUP'],
  ] as const) {
    check(number, `${signal} is a Shutdown`, async () => {
      const launched = await stage.launch('13');
      await leaveQueryInFlight(launched);
      process.kill(launched.pid, signal);
      expect(await stage.host.waitForExit(launched.session, 2000)).toMatchObject({ exited: true, exitCode: 0 });
      expect(existsSync(launched.address)).toBe(false);
    });
  }

  check('7.6', 'SIGINT is the business of the host', async () => {
    const { session, pid } = await stage.launch('13');
    process.kill(pid, 'SIGINT');
    stage.upstream.answer('/query', { body: [{ target: 'slow', datapoints: [[1, 1714543200000]] }] });
    for (let i = 0; i < 3; i++) {
      expect((await stage.queryV2(session, { queries }))['A']).toMatchObject({ error: '' });
    }
    expect(await stage.host.waitForExit(session, 300)).toMatchObject({ exited: false });
    expect(await stage.host.kill(session)).toMatchObject({ exitCode: 0 });
  });

  for (const [number, grafana] of [
    ['8.1', '5.4'],
    ['8.2', '13'],
  ] as const satisfies readonly (readonly [string, GrafanaGeneration])[]) {
    check(number, `a plugin of Grafana ${grafana} does not outlive its host, and takes its socket along`, async () => {
      const { pid, address } = await stage.launch(grafana);
      await stage.host.crash();
      expect(await untilGone(pid, 5000)).toBeLessThan(5000);
      expect(existsSync(address)).toBe(false);
    });
  }

  check('8.3', 'a host that dies in the middle of a query leaves nothing behind', async () => {
    const launched = await stage.launch('13');
    const { answered } = await leaveQueryInFlight(launched);
    await stage.host.crash();
    expect(await untilGone(launched.pid, 5000)).toBeLessThan(5000);
    expect(existsSync(launched.address)).toBe(false);
    expect(await answered).toBe(false);
  });

  check('8.4', 'Grafana 5 only hangs up: the plugin is gone, tidily, before the 250 ms are over', async () => {
    const { session, address } = await stage.launch('5.4');
    await stage.host.hangUp(session);
    expect(await stage.host.waitForExit(session, 250)).toMatchObject({ exited: true, exitCode: 0 });
    expect(existsSync(address)).toBe(false);
  });

  check('8.5', 'a newer Grafana may hang up and come back', async () => {
    const { session, network, address } = await stage.launch('13');
    await stage.host.hangUp(session);
    expect(await stage.host.waitForExit(session, 1500)).toMatchObject({ exited: false });
    const again = await stage.host.attach({ network, address, grafana: '13' });
    expect(await stage.host.call(again, 'grpc.health.v1.Health/Check', { request: { service: 'plugin' } })).toEqual([
      { status: 'SERVING' },
    ]);
  });
});
