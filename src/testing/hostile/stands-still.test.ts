/** The process as a whole stands still: a paused container, a stopped virtual machine. */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import { listen } from '../support/listen.ts';
import { toPluginContext } from './support/data-source-under-attack.ts';
import { hostileCase, hostileExecutable } from './support/hostile-case.ts';
import { startPluginBelowHost } from './support/plugin-below-host.ts';

const timeoutS = 2;
const stoodStillMs = 2000 * timeoutS;

hostileCase('the process stands still for longer than `timeout`', { ends: true }, async () => {
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<() => void>();
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      onAsked(() => response.end('[{"target":"a","datapoints":[[42,1714543200000]]}]'));
    });
  });
  const listening = await listen(server);
  const plugin = await startPluginBelowHost(hostileExecutable());
  try {
    const url = `http://127.0.0.1:${String(listening.port)}`;
    const answered = plugin.call(
      pluginv2.DataService.queryData,
      pluginv2.QueryDataRequest.create({
        pluginContext: toPluginContext({ url, jsonData: { timeout: timeoutS } }),
        queries: [
          { refId: 'A', maxDataPoints: 100, intervalMS: 1000, json: Buffer.from('{"refId":"A","target":"a"}') },
        ],
      }),
    );
    const answer = await asked;
    process.kill(plugin.pid, 'SIGSTOP');
    answer();
    await sleep(stoodStillMs);
    process.kill(plugin.pid, 'SIGCONT');
    const { responses } = await answered;
    expect(responses['A']).toMatchObject({ error: '', frames: [expect.anything()] });
  } finally {
    plugin.clear();
    await listening.close();
  }
});
