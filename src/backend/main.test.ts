import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hostEnvironment } from '../testing/support/process/host-environment.ts';
import { startPluginProcess } from '../testing/support/process/plugin-process.ts';
import type { PluginProcess } from '../testing/support/process/plugin-process.ts';
import { GRPCControllerService } from './sdk/gen/goplugin/grpc_controller.ts';
import { HealthService } from './sdk/gen/grpc/health/v1/health.ts';

const bundleDirectory = mkdtempSync(join(tmpdir(), 'bundle'));
/** One file, as in the executable; as single files it would take half a second to load. */
const main = join(bundleDirectory, 'main.cjs');
const grafana13 = { protocolVersions: '2', grafanaVersion: '13.0.0' };
const grafana5 = { protocolVersions: undefined, grafanaVersion: undefined };

let directory: string;
let plugin: PluginProcess | undefined;

beforeAll(() => {
  const options = ['--bundle', '--platform=node', '--log-level=warning', `--outfile=${main}`];
  execFileSync(resolve('node_modules/.bin/esbuild'), ['src/backend/main.ts', ...options]);
});

afterAll(() => {
  rmSync(bundleDirectory, { recursive: true });
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'main'));
});

afterEach(async () => {
  await plugin?.kill();
  plugin = undefined;
  rmSync(directory, { recursive: true });
});

describe('main without a host', () => {
  it.each([
    ['missing', undefined],
    ['another', 'renderer'],
  ])('explains itself when the cookie is %s', async (_, cookie) => {
    const env = hostEnvironment(process.env, { ...grafana13, overrides: { grafana_plugin_type: cookie } });
    const child = spawn(process.execPath, [main], { env });
    const [stdout, stderr, exit] = await Promise.all([
      child.stdout.toArray(),
      child.stderr.toArray(),
      once(child, 'exit'),
    ]);
    expect(exit).toEqual([1, null]);
    expect(stdout).toEqual([]);
    expect(Buffer.concat(stderr as Buffer[]).toString()).toMatch(
      /^This file is the backend of a Grafana data source plugin/,
    );
  });

  it('says in the log why it does not start', async () => {
    const starting = start(grafana13, { PLUGIN_UNIX_SOCKET_GROUP: 'no such group' });
    await expect(starting).rejects.toThrow(/exited before we could connect:\ncode 1\n.*"cannot start".*no such group/);
  });

  it('gives up when nobody reads the line', async () => {
    const env = hostEnvironment(process.env, { ...grafana13, overrides: { TMPDIR: directory } });
    const child = spawn(process.execPath, [main], { env });
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});

describe('main while it serves', () => {
  it.each([
    ['1', undefined, 1],
    ['2,1', '7.5.5', 2],
    ['1,2', undefined, 1],
    ['1,2', '', 2],
    [undefined, undefined, 1],
  ])(
    'answers a host that offers %j as Grafana %j with version %i',
    async (protocolVersions, grafanaVersion, expected) => {
      plugin = await start({ protocolVersions, grafanaVersion });
      expect(plugin.handshake.protocolVersion).toBe(expected);
    },
  );

  it('ignores SIGINT', async () => {
    plugin = await start(grafana13);
    process.kill(plugin.pid, 'SIGINT');
    await plugin.call(HealthService.check, { service: 'plugin' });
    await expect(plugin.call(HealthService.check, { service: 'plugin' })).resolves.toEqual({ status: 1 });
  });

  it.each(['NODE_UNIQUE_ID', 'NODE_DEBUG', 'GRPC_TRACE'])(
    'serves in silence although its host has %s',
    async (name) => {
      plugin = await start(grafana13, {
        [name]: 'all,net,tls',
        GRPC_VERBOSITY: 'DEBUG',
        GF_PLUGIN_LOG_LEVEL: 'warn',
      });
      await plugin.call(HealthService.check, { service: 'plugin' });
      expect(plugin.stderrLines.filter((line) => line.startsWith('{'))).toEqual([]);
    },
  );

  it('turns whatever else is printed, thrown or warned of into log lines, and goes on', async () => {
    const stray = `setTimeout(() => {
      console.log('stray', 1n);
      console.error('stray');
      process.stdout.write('stray');
      process.emitWarning('stray');
      void Promise.reject(new Error('stray rejection'));
      setImmediate(() => { throw new Error('stray exception'); });
    }, 500)`;
    plugin = await start(grafana13, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}` });
    while (!plugin.stderrLines.some((line) => line.includes('stray exception'))) await pause();
    await expect(plugin.call(HealthService.check, { service: '' })).resolves.toEqual({ status: 1 });
    expect(plugin.strayOutput).toEqual([]);
    const entries = plugin.stderrLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        '@level': expect.stringMatching(/^(trace|debug|info|warn|error)$/),
        '@message': expect.any(String),
        '@timestamp': expect.stringMatching(/\.\d{6}Z$/),
      });
    }
    expect(entries.filter((entry) => JSON.stringify(entry).includes('stray'))).toHaveLength(6);
  });
});

describe('main when it is to stop', () => {
  it('goes after Shutdown, with the streams of a host still open', async () => {
    plugin = await start(grafana13);
    await plugin.call(GRPCControllerService.shutdown, {});
    // A process that did not end in order would be killed by its own watchdog.
    expect(await plugin.exited).toEqual({ code: 0, signal: null });
    expect(existsSync(plugin.handshake.address)).toBe(false);
    expect(plugin.strayOutput).toEqual([]);
    expect(plugin.hostProblems).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('goes after %s', async (signal) => {
    plugin = await start(grafana13);
    expect(await plugin.kill(signal)).toEqual({ code: 0, signal: null });
    expect(existsSync(plugin.handshake.address)).toBe(false);
  });

  it('goes when Grafana 5 closes its connection, which is all it does before it kills', async () => {
    const { address, exited } = await startWithoutCalls(grafana5);
    const host = await connected(address);
    host.destroy();
    expect(await exited).toEqual([0, null]);
    expect(existsSync(address)).toBe(false);
  });

  it('stays when a host that calls Shutdown loses its connection', async () => {
    const { address, stop } = await startWithoutCalls(grafana13);
    (await connected(address)).destroy();
    await pause(400);
    const again = await connected(address);
    again.destroy();
    await stop();
  });

  it('goes after the death of its host, and takes its socket along', async () => {
    const { host, address, gone } = await startBelowHost();
    host.kill('SIGKILL');
    await gone;
    expect(existsSync(address)).toBe(false);
  });
});

interface Host {
  readonly protocolVersions: string | undefined;
  readonly grafanaVersion: string | undefined;
}

function start(host: Host, overrides: Record<string, string> = {}): Promise<PluginProcess> {
  return startPluginProcess({
    ...host,
    command: process.execPath,
    args: [main],
    overrides: { TMPDIR: directory, ...overrides },
  });
}

/** A plugin that has seen no connection yet. */
async function startWithoutCalls(host: Host) {
  const env = hostEnvironment(process.env, { ...host, overrides: { TMPDIR: directory } });
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  return { address: line.split('|')[3] ?? '', exited, stop };
}

/** A plugin whose parent is another process than this one. */
async function startBelowHost() {
  const script = `
    const stdio = ['ignore', 'pipe', 'pipe', 'inherit'];
    const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(main)}], { stdio });
    child.stderr.resume();
    child.stdout.pipe(process.stdout);
  `;
  const env = hostEnvironment(process.env, { ...grafana13, overrides: { TMPDIR: directory } });
  const host = spawn(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  // The fourth closes when both processes that have its other end are gone.
  const [, stdout, , sharedPipe] = host.stdio as unknown as [null, Readable, null, Readable];
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  sharedPipe.resume();
  return { host, address: line.split('|')[3] ?? '', gone: once(sharedPipe, 'close') };
}

async function connected(address: string): Promise<Socket> {
  const socket = connect(address);
  await once(socket, 'connect');
  // The server's first frame shows that it has taken the connection.
  await once(socket, 'data');
  return socket;
}

function pause(ms = 20): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
