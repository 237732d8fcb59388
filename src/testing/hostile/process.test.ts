/** Signals, pipes, hosts and limits of the system. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect } from '@jest/globals';
import { stopSignals } from '../../backend/sdk/process/signals.ts';
import { startPluginProcess } from '../support/process/plugin-process.ts';
import { untilGone } from '../support/process/until-gone.ts';
import { hostileCase, hostileExecutable } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';
import { listeningPorts } from './support/gauge/process-facts.ts';

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

const directory = mkdtempSync(path.join(tmpdir(), 'hostile'));
/** Open for reading and writing, so that the plugin's opening of it does not wait for a reader. */
const fifo = path.join(directory, 'stderr');
execFileSync('mkfifo', [fifo]);
const unread = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
/** Grafana gives its plugins a pipe; Node.js would give them a socket. */
const stderrToFifo = ['/bin/sh', '-c', `exec "$0" 2>${fifo}`];

afterAll(() => {
  closeSync(unread);
  rmSync(directory, { recursive: true });
});

/** Everything that is in the pipe, which then has room again. */
function readFifo(): string {
  const chunk = Buffer.alloc(1 << 20);
  let text = '';
  try {
    for (;;) text += chunk.toString('utf8', 0, readSync(unread, chunk));
  } catch {
    return text;
  }
}

/** Every line of the log has the data source's name: more than the pipe and the queue before it hold. */
async function fillFifo({ upstream, query }: HostileStage): Promise<void> {
  upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, 1_714_543_200_000]] }] });
  const source = { url: upstream.url, settings: { name: 'n'.repeat(20_000) } };
  for (let i = 0; i < 80; i++) {
    const { A } = await query(source, { models: { A: { target: `metric ${String(i)}` } } });
    expect(A?.error).toBe('');
  }
}

hostileCase('stderr is a pipe that nobody reads', { through: stderrToFifo, logLevel: 'trace' }, async (stage) => {
  await fillFifo(stage);
  for (let text = ''; !/"log lines were dropped.*"count":[1-9]/.test(text);) {
    text += readFifo();
    await sleep(10);
  }
});

const stderrToFullDisk = ['/bin/sh', '-c', 'exec "$0" 2>/dev/full'];

hostileCase('stderr is a file on a full disk', { through: stderrToFullDisk }, async ({ upstream, query }) => {
  upstream.answer('/query', { status: 500, body: 'failed' });
  for (let i = 0; i < 50; i++) expect((await query({ url: upstream.url }))['A']?.status).toBe(500);
});

hostileCase(
  'SIGTERM with a stderr that nobody reads',
  { through: stderrToFifo, logLevel: 'trace', ends: true },
  async (stage) => {
    await fillFifo(stage);
    process.kill(stage.plugin.pid, 'SIGTERM');
    expect(await untilGone(stage.plugin.pid, 2000)).toBeLessThan(2000);
    expect(existsSync(stage.plugin.handshake.address)).toBe(false);
  },
);

const resolverAddress = '127.0.0.77';
const resolvConf = path.join(directory, 'resolv.conf');
writeFileSync(resolvConf, `nameserver ${resolverAddress}\n`);
const withSilentResolver = `mount --make-rprivate / && mount --bind ${resolvConf} /etc/resolv.conf && exec "$0"`;

hostileCase(
  'SIGTERM while a name server does not answer',
  { needsRoot: true, through: ['unshare', '-m', '/bin/sh', '-c', withSilentResolver], ends: true },
  async ({ plugin, query }) => {
    const resolver = createSocket('udp4');
    resolver.bind(53, resolverAddress);
    const asked = once(resolver, 'message');
    query({ url: 'http://nowhere.example' }).catch(() => undefined);
    await asked;
    process.kill(plugin.pid, 'SIGTERM');
    expect(await untilGone(plugin.pid, 2000)).toBeLessThan(2000);
    expect(existsSync(plugin.handshake.address)).toBe(false);
    resolver.close();
  },
);
