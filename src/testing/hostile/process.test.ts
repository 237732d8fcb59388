/** Signals, pipes, hosts and limits of the system. */
import { existsSync } from 'node:fs';
import { expect } from '@jest/globals';
import { stopSignals } from '../../backend/goplugin/signals.ts';
import { startPluginProcess } from '../support/plugin-process.ts';
import { hostileCase, hostileExecutable } from './support/hostile-case.ts';
import { listeningPorts } from './support/process-facts.ts';

hostileCase("SIGUSR1, which opens Node's debugger", {}, async ({ plugin, upstream, query }) => {
  process.kill(plugin.pid, 'SIGUSR1');
  for (let i = 0; i < 20; i++) await query({ url: upstream.url });
  expect(listeningPorts(plugin.pid)).toEqual([]);
});

hostileCase('a signal that ends a process on the spot', { ends: true }, async () => {
  for (const signal of stopSignals(process.platform)) {
    const plugin = await startPluginProcess({
      command: hostileExecutable(),
      protocolVersions: '2',
      grafanaVersion: '12.0.0',
    });
    expect([signal, await plugin.kill(signal)]).toEqual([signal, { code: 0, signal: null }]);
    expect([signal, existsSync(plugin.handshake.address)]).toEqual([signal, false]);
  }
});
