/** docs/operations.md names the metrics that the packaged executable has. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { distFolder, rootFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import { type ExampleServer, startExampleServer } from '../../backend/commands/example-server/example-server.ts';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { queryDataSource } from './query-data-source.ts';

let plugin: PluginProcess;
let server: ExampleServer;

beforeAll(async () => {
  server = await startExampleServer({ host: '127.0.0.1', port: 0 });
  const command = path.join(distFolder, executableName(ownTarget()));
  plugin = await startPluginProcess({ command, grafanaVersion: '12.4.0', protocolVersions: '2' });
});

afterAll(async () => {
  await plugin.shutdown();
  await server.stop();
});

it('every metric of our own is explained, and none that is not there', async () => {
  const source = { name: 'a', type: 'x', url: server.url, jsonData: { cacheTtlMs: 1000 } };
  await queryDataSource(plugin, source).panel([{ target: 'sine' }]);
  const { metrics } = await plugin.call(
    pluginv2.DiagnosticsService.collectMetrics,
    pluginv2.CollectMetricsRequest.create({}),
  );
  const text = metrics?.prometheus.toString() ?? '';
  const served = [...text.matchAll(/^# TYPE (simple_json_\w+)/gm)].map(([, name]) => name);
  const [, table = ''] = readFileSync(path.join(rootFolder, 'docs/operations.md'), 'utf8').split('<!-- metrics -->');
  const explained = [...table.matchAll(/^\| `(simple_json_\w+)`/gm)].map(([, name]) => name);
  expect(served.length).toBeGreaterThan(10);
  expect(explained.sort()).toEqual(served.sort());
});
