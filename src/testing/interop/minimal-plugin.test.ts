import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { rootFolder, workFolder } from '../../../scripts/build/build-paths.ts';
import { executableNameOf, ownTarget } from '../../../scripts/build/build-targets.ts';
import { check } from './conformance-check.ts';
import { type GoHost, type Json, startGoHost } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import type { V1Result } from './interop-stage.ts';
import { toPluginContext, toV1Request, toV2Request } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);
const source = 'src/testing/minimal-plugin';
const executable = path.join(workFolder, 'minimal-plugin', executableNameOf('sine', ownTarget()));
const hourMs = 3_600_000;
const range = { fromEpochMs: 475_000 * hourMs, toEpochMs: 475_001 * hourMs };
const question = { url: '', range, queries: [{ refId: 'A', model: {}, maxDataPoints: 4 }] };
const quarterTurns = [0, 1, 0, -1];

/** Built now, by the scripts that build the data source itself. */
beforeAll(() => {
  const build = [path.join(rootFolder, 'scripts/build.ts'), '--source', source, '--target', ownTarget().name];
  const { status, stderr } = spawnSync(process.execPath, build, { cwd: rootFolder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}, 120_000);

describe.each(goHosts)('$name', (build) => {
  let host: GoHost;

  beforeEach(() => {
    host = startGoHost(build.executable);
  });

  afterEach(async () => {
    await host.close();
  });

  check('15.1', 'a data source of a few lines answers a host of protocol version 1', async () => {
    const { session, protocolVersion } = await host.launch({ path: executable, grafana: '6.2' });
    expect(protocolVersion).toBe(1);
    const [message] = await host.call(session, 'models.DatasourcePlugin/Query', { request: toV1Request(question) });
    const [result] = message?.['results'] as readonly V1Result[];
    const points = result?.series[0]?.points ?? [];
    expect(result).toMatchObject({ refId: 'A', error: '', series: [{ name: 'sine' }] });
    expect(points.map(({ timestamp }) => Number(timestamp) - range.fromEpochMs)).toEqual(quarters());
    expect(points.map(({ value }) => Number(value))).toEqual(nearly(quarterTurns));
    expect(await host.kill(session)).toMatchObject({ exited: true, exitCode: 0 });
  });

  check('15.2', 'and one of protocol version 2, with health; what it has no answer to is not implemented', async () => {
    const grafana = build.knowsStatus ? '13' : '7.5';
    const { session, protocolVersion } = await host.launch({ path: executable, grafana, autoMtls: true });
    expect(protocolVersion).toBe(2);
    const { A } = await host.queryData(session, { request: toV2Request(question) });
    const [times, values] = A?.frames[0]?.fields ?? [];
    // Grafana 7 knows neither.
    const meta = build.knowsStatus ? { type: 'timeseries-multi', typeVersion: [0, 1] } : {};
    expect(A).toMatchObject({ error: '', frames: [{ name: 'sine', refId: 'A', meta }] });
    expect((times?.values ?? []).map((ns) => Number(ns) / 1e6 - range.fromEpochMs)).toEqual(quarters());
    expect(values?.values).toEqual(nearly(quarterTurns));
    const about: Json = { pluginContext: toPluginContext({ url: '' }) };
    const [health] = await host.call(session, 'pluginv2.Diagnostics/CheckHealth', { request: about });
    expect(health).toMatchObject({ status: 'OK', message: 'The sine is there' });
    const resource = host.call(session, 'pluginv2.Resource/CallResource', { request: { ...about, path: 'a' } });
    await expect(resource).rejects.toMatchObject({ code: 'Unimplemented' });
    const { entries } = await host.logs(session);
    expect(entries).toContainEqual(expect.objectContaining({ message: 'serving' }));
    expect(await host.kill(session)).toMatchObject({ exited: true, exitCode: 0 });
  });
});

check('15.3', 'its source is under 40 lines, and its executable holds nothing of Simple JSON', async () => {
  const lines = readFileSync(path.join(rootFolder, source, 'main.ts'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeLessThan(40);
  const folder = path.join(workFolder, 'minimal-plugin-bundle');
  const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.c?js$/.test(file));
  const bundle = programs.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  expect(bundle).toContain('The sine is there');
  expect(/undici|simple-json|\/annotations|\/search/i.exec(bundle)).toBeNull();
  await Promise.resolve();
});

function quarters(): readonly number[] {
  return [0, 1, 2, 3].map((quarter) => (quarter * hourMs) / 4);
}

function nearly(numbers: readonly number[]): readonly unknown[] {
  return numbers.map((one) => expect.closeTo(one, 6));
}
