/** The process ends when it is told, or its host is gone, whatever its threads do. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import { listen } from '../support/listen.ts';
import { untilGone } from '../support/process/until-gone.ts';
import { createServerOfValues } from './support/body-of-values.ts';
import { toPluginContext } from './support/data-source-under-attack.ts';
import { hostileCase, hostileExecutable } from './support/hostile-case.ts';
import { type PluginBelowHost, startPluginBelowHost } from './support/plugin-below-host.ts';

const mebibyte = 1024 ** 2;
const endLimitMs = 2000;

type Ask = (plugin: PluginBelowHost, url: string) => Promise<unknown>;

const sendQuery: Ask = (plugin, url) =>
  plugin.call(
    pluginv2.DataService.queryData,
    pluginv2.QueryDataRequest.create({
      pluginContext: toPluginContext({ url }),
      queries: [{ refId: 'A', maxDataPoints: 100, intervalMS: 1000, json: Buffer.from('{"refId":"A","target":"a"}') }],
    }),
  );

const sendSearch: Ask = async (plugin, url) => {
  const pluginContext = toPluginContext({ url });
  const request = pluginv2.CallResourceRequest.create({
    pluginContext,
    path: 'metrics',
    url: 'metrics',
    method: 'POST',
  });
  await plugin.stream(pluginv2.ResourceService.callResource, request)[Symbol.asyncIterator]().next();
};

/** Three times: once may be luck. */
async function expectEnd(ask: Ask, end: (plugin: PluginBelowHost) => void): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const { server, sent } = createServerOfValues('{},', 150 * mebibyte);
    const listening = await listen(server);
    const plugin = await startPluginBelowHost(hostileExecutable());
    try {
      ask(plugin, `http://127.0.0.1:${String(listening.port)}`).catch(() => undefined);
      await sent;
      // Into the middle of whatever is done with it.
      await sleep(300);
      end(plugin);
      expect(await untilGone(plugin.pid, endLimitMs)).toBeLessThan(endLimitMs);
      expect(existsSync(plugin.address)).toBe(false);
    } finally {
      plugin.clear();
      await listening.close();
    }
  }
}

const killHost = (plugin: PluginBelowHost): void => {
  plugin.killHost();
};
const terminate = (plugin: PluginBelowHost): void => {
  process.kill(plugin.pid, 'SIGTERM');
};

hostileCase('the host is killed while a large answer to /query is read', { ends: true }, () =>
  expectEnd(sendQuery, killHost),
);
hostileCase('the host is killed while a large answer to /search is read', { ends: true }, () =>
  expectEnd(sendSearch, killHost),
);
hostileCase('SIGTERM while a large answer to /query is read', { ends: true }, () => expectEnd(sendQuery, terminate));
hostileCase('SIGTERM while a large answer to /search is read', { ends: true }, () => expectEnd(sendSearch, terminate));
