import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type PluginProcess, type PluginProcessOptions, startPluginProcess } from './plugin-process.ts';

/** Children of one line each: what a plugin may do wrong. What it should do is tried on the real one. */
const stubborn = `process.on('SIGTERM', () => {}); console.log('1|2|tcp|127.0.0.1:1|grpc|'); setInterval(() => {}, 1000)`;

let plugin: PluginProcess | undefined;

afterEach(async () => {
  await plugin?.kill();
  plugin = undefined;
});

describe('startPluginProcess', () => {
  it('gives the plugin what a host gives', async () => {
    plugin = await start(`console.error(JSON.stringify(process.env)); ${stubborn}`, { GF_PATHS_HOME: undefined });
    const environment = JSON.parse(plugin.stderrLines[0] ?? '') as unknown;
    expect(environment).toMatchObject({
      grafana_plugin_type: 'datasource',
      PLUGIN_PROTOCOL_VERSIONS: '1,2',
      PLUGIN_MIN_PORT: '10000',
      PLUGIN_MAX_PORT: '25000',
      GF_VERSION: '7.5.5',
      PATH: process.env['PATH'],
    });
    expect(environment).not.toHaveProperty('PLUGIN_CLIENT_CERT');
  });

  it('reads the first line', async () => {
    plugin = await start(stubborn);
    expect(plugin.handshake).toEqual({
      coreVersion: 1,
      protocolVersion: 2,
      network: 'tcp',
      address: '127.0.0.1:1',
      certificate: undefined,
    });
    expect(plugin.readyAfterMs).toBeGreaterThan(0);
  });

  it('keeps what else is printed', async () => {
    plugin = await start(`${stubborn}; console.log('stray'); console.error('log'); process.exit(3)`);
    expect(await plugin.exited).toEqual({ code: 3, signal: null });
    expect([plugin.strayOutput, plugin.stderrLines]).toEqual([['stray'], ['log']]);
  });

  it.each([
    ['another first line', `console.log('hello')`, /Unrecognized remote plugin message: "hello"/],
    ['another protocol', `console.log('1|2|tcp|127.0.0.1:1|')`, /Unsupported plugin protocol ""/],
    ['a certificate that nobody asked for', `console.log('1|2|tcp|127.0.0.1:1|grpc|${'A'.repeat(60)}')`, /server cert/],
    [
      'an exit',
      `console.error('not a plugin'); process.exit(1)`,
      /exited before we could connect:\ncode 1\nnot a plugin/,
    ],
  ])('refuses %s', async (_, script, message) => {
    await expect(start(script)).rejects.toThrow(message);
  });

  it('gives up on a silent one', async () => {
    const silent = startPluginProcess({ ...options(`setInterval(() => {}, 1000)`), startTimeoutMs: 300 });
    await expect(silent).rejects.toThrow('no line on stdout after 300 ms');
  });

  it('says when there is no such command', async () => {
    await expect(startPluginProcess({ ...options(''), command: '/nowhere/plugin' })).rejects.toThrow('ENOENT');
  });
});

describe('stopping a plugin that does not go', () => {
  it('kills it after 2 s', async () => {
    plugin = await start(stubborn);
    const order: string[] = [];
    const over = sleep(2000).then(() => order.push('2 s are over'));
    const exited = plugin.shutdown().finally(() => order.push('it is gone'));
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
    await over;
    expect(order).toEqual(['2 s are over', 'it is gone']);
  });

  it('kills it after 250 ms without Shutdown, as Grafana 5 does', async () => {
    expect(await (await start(stubborn)).disconnect()).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

function start(script: string, overrides?: PluginProcessOptions['overrides']): Promise<PluginProcess> {
  return startPluginProcess({ ...options(script), ...(overrides === undefined ? {} : { overrides }) });
}

function options(script: string): PluginProcessOptions {
  return { command: process.execPath, args: ['-e', script], protocolVersions: '1,2', grafanaVersion: '7.5.5' };
}
