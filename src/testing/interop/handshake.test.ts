import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { afterAll, describe, expect } from '@jest/globals';
import { type HostEnvironmentOptions, hostEnvironment } from '../support/process/host-environment.ts';
import { check } from './conformance-check.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { type RawPlugin, startRawPlugin } from './raw-plugin.ts';

const { plugin, goHosts } = interopExecutables(process.env);
const exactLine = /^1\|([12])\|(unix|tcp)\|([^|\n]+)\|grpc\|\n$/;

const temporaryFolders: string[] = [];

afterAll(() => {
  for (const folder of temporaryFolders) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  temporaryFolders.push(folder);
  return folder;
}

async function withPlugin(environment: NodeJS.ProcessEnv, use: (raw: RawPlugin) => Promise<void>): Promise<void> {
  const raw = startRawPlugin(plugin, environment);
  try {
    await use(raw);
  } finally {
    raw.signal('SIGKILL');
    await raw.exited;
  }
}

function environmentOf(given: Partial<HostEnvironmentOptions> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return hostEnvironment({ PATH, HOME, TMPDIR }, { protocolVersions: '1,2', grafanaVersion: '7.5.5', ...given });
}

describe('without a host', () => {
  for (const [number, cookie] of [
    ['1.1', undefined],
    ['1.2', 'renderer'],
  ] as const) {
    check(number, `a cookie that is ${cookie ?? 'missing'} ends it with an explanation`, async () => {
      const raw = startRawPlugin(plugin, environmentOf({ overrides: { grafana_plugin_type: cookie } }));
      const { code, afterMs } = await raw.exited;
      expect(code).toBe(1);
      expect(afterMs).toBeLessThan(2000);
      expect(raw.stdout()).toBe('');
      expect(raw.stderr()).toMatch(/plugin/i);
    });
  }
});

describe('the first line', () => {
  for (const [number, offered, grafanaVersion, chosen] of [
    ['3.1', undefined, undefined, '1'],
    ['3.2', '1', undefined, '1'],
    ['3.3', '2', '13.0.0', '2'],
    ['3.4', '2', undefined, '2'],
    ['3.5', '2,1', '7.5.5', '2'],
    ['3.6', '1,2', '7.5.5', '2'],
    ['3.7', '1,2', undefined, '1'],
    ['3.8', '1,2', '', '2'],
    ['3.9', '1,2', '6.7.4', '1'],
    ['3.10', '1', '7.5.5', '1'],
  ] as const) {
    const title = `offered ${offered ?? 'nothing'} by Grafana ${grafanaVersion ?? 'without GF_VERSION'} it answers ${chosen}`;
    check(number, title, () =>
      withPlugin(environmentOf({ protocolVersions: offered, grafanaVersion }), async (raw) => {
        expect(exactLine.exec(await raw.firstLine)?.[1]).toBe(chosen);
      }),
    );
  }

  check('2.1', 'comes within 5 s, and the socket takes connections at once', () =>
    withPlugin(environmentOf(), async (raw) => {
      const started = performance.now();
      const [, , network, address = ''] = exactLine.exec(await raw.firstLine) ?? [];
      expect(performance.now() - started).toBeLessThan(5000);
      expect(network).toBe('unix');
      const socket = connect(address);
      await once(socket, 'connect');
      socket.destroy();
    }),
  );

  check('2.2', 'has no seventh field when multiplexing is wanted, unless it is a valid one', () =>
    withPlugin(environmentOf({ overrides: { PLUGIN_MULTIPLEX_GRPC: 'true' } }), async (raw) => {
      expect(await raw.firstLine).toMatch(/^1\|2\|unix\|[^|\n]+\|grpc\|(\|true)?\n$/);
    }),
  );

  check('3.11', 'is still there when nothing in common is offered', () =>
    withPlugin(environmentOf({ protocolVersions: '3', grafanaVersion: '13.0.0' }), async (raw) => {
      expect(await raw.firstLine).toMatch(exactLine);
    }),
  );

  check('4.3', 'does not come when the host certificate is none', async () => {
    const raw = startRawPlugin(plugin, environmentOf({ overrides: { PLUGIN_CLIENT_CERT: 'not a certificate' } }));
    const { code } = await raw.exited;
    expect(code).toBe(1);
    expect(raw.stdout()).toBe('');
    expect(raw.stderr()).toMatch(/PLUGIN_CLIENT_CERT/);
  });
});

describe('the socket', () => {
  check('5.1', 'is made in PLUGIN_UNIX_SOCKET_DIR', () => {
    const folder = temporaryFolder('interop-');
    return withPlugin(environmentOf({ overrides: { PLUGIN_UNIX_SOCKET_DIR: folder } }), async (raw) => {
      const [, , , address = ''] = exactLine.exec(await raw.firstLine) ?? [];
      expect(path.dirname(address)).toBe(folder);
      expect(statSync(address).isSocket()).toBe(true);
    });
  });

  check('5.2', 'is shared with PLUGIN_UNIX_SOCKET_GROUP', () => {
    const gid = process.getgid?.() ?? -1;
    return withPlugin(environmentOf({ overrides: { PLUGIN_UNIX_SOCKET_GROUP: String(gid) } }), async (raw) => {
      const [, , , address = ''] = exactLine.exec(await raw.firstLine) ?? [];
      const { mode, gid: group } = statSync(address);
      expect([(mode & 0o777).toString(8), group]).toEqual(['660', gid]);
    });
  });
});

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build, 'all');

  for (const [number, grafana, version] of [
    ['3.20', '5.4', 1],
    ['3.21', '6.2', 1],
    ['3.22', '6.7', 1],
    ['3.23', '7.5', 2],
    ['3.24', '8.5', 2],
    ['3.25', '13', 2],
  ] as const) {
    check(number, `Grafana ${grafana} gets version ${version}`, async () => {
      const { session, protocolVersion } = await stage.launch(grafana);
      expect(protocolVersion).toBe(version);
      expect(await stage.host.kill(session)).toMatchObject({ exited: true, exitCode: 0 });
    });
  }

  check('3.26', 'a host that knows neither version refuses it cleanly', async () => {
    await expect(stage.launch('13', { versions: [3] })).rejects.toThrow(/incompatible API version/i);
  });

  check('4.1', 'AutoMTLS lets the host in, and nobody without its certificate', async () => {
    const { session, address } = await stage.launch('13', { autoMtls: true });
    const health = await stage.host.call(session, 'grpc.health.v1.Health/Check', { request: { service: 'plugin' } });
    expect(health).toEqual([{ status: 'SERVING' }]);
    expect(await strangersFate(address, 'TLSv1.3')).toMatch(/certificate required|ECONNRESET/i);
    expect(await strangersFate(address, 'TLSv1.2')).toMatch(/handshake failure|ECONNRESET/i);
    expect(await strangersFate(address, 'TLSv1.1')).toMatch(/protocol version/i);
    await stage.host.kill(session);
  });

  for (const [number, grafana, offered] of [
    ['2.3', '6.2', '1'],
    ['2.4', '13', '2'],
  ] as const) {
    check(number, `nothing follows the first line on stdout while Grafana ${grafana} asks for this and that`, () => {
      const grafanaVersion = offered === '1' ? undefined : '13.0.0';
      return withPlugin(environmentOf({ protocolVersions: offered, grafanaVersion }), async (raw) => {
        const line = await raw.firstLine;
        const [, , , address = ''] = exactLine.exec(line) ?? [];
        const session = await stage.host.attach({ network: 'unix', address, grafana });
        stage.upstream.answer('/query', { body: '[{"target": "a", "datapoints": [[1, 1714543200000], "rubbish"]}]' });
        const question = { queries: [{ refId: 'A', model: { target: 'a' } }] };
        if (offered === '1') expect(await stage.queryV1(session, question)).toMatchObject([{ refId: 'A' }]);
        else expect(await stage.queryV2(session, question)).toHaveProperty('A');
        await stage.host.call(session, 'plugin.GRPCController/Shutdown');
        expect((await raw.exited).code).toBe(0);
        expect(raw.stdout()).toBe(line);
      });
    });
  }

  check('5.3', 'a TMPDIR too long for a socket does no harm', async () => {
    const folder = temporaryFolder('interop-'.repeat(15));
    const { session, address } = await stage.launch('13', { env: [`TMPDIR=${folder}`] });
    expect(address).not.toContain(folder);
    expect(await stage.host.call(session, 'grpc.health.v1.Health/Check', { request: { service: 'plugin' } })).toEqual([
      { status: 'SERVING' },
    ]);
    await stage.host.kill(session);
  });
});

/** How a TLS client without a certificate ends. In TLS 1.3 its own handshake succeeds; the refusal comes after it. */
function strangersFate(address: string, maxVersion: SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({
      path: address,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
      minVersion: 'TLSv1',
      maxVersion,
      // OpenSSL's default offers nothing below 1.2, whatever the versions say.
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    socket.on('error', ({ message }) => {
      resolve(message);
    });
    socket.on('close', () => {
      resolve('closed without a word');
    });
  });
}
