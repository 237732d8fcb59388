import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { type ConnectProxy, startConnectProxy } from '../support/servers/connect-proxy.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { listen } from '../support/listen.ts';
import { type SocksProxyServer, startSocksProxy } from '../support/servers/socks-proxy.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { startSecureUpstream } from './secure-upstream.ts';
import { oneSeries, openSettingsStage, type SettingsStage } from './settings-stage.ts';

const authority = createCertificateAuthority('interop authority');
const identity = authority.issue({ names: ['metrics.test', 'socks.test'] });
const trusting = { jsonData: { tlsAuthWithCACert: true }, secureJsonData: { tlsCACert: authority.certificate } };
const open: { close(): Promise<void> }[] = [];

function keepOpen<Closable extends { close(): Promise<void> }>(closable: Closable): Closable {
  open.push(closable);
  return closable;
}

async function startServer(): Promise<FakeUpstream> {
  const upstream = keepOpen(await startFakeUpstream());
  upstream.answer('/query', { body: oneSeries });
  return upstream;
}

function portOf({ url }: FakeUpstream): number {
  return Number(new URL(url).port);
}

afterAll(() => closeAll(open));

describe('HTTP_PROXY, HTTPS_PROXY, NO_PROXY', () => {
  let stage: SettingsStage;
  let upstream: FakeUpstream;
  let plain: ConnectProxy;
  let tunnel: ConnectProxy;

  beforeAll(async () => {
    upstream = await startServer();
    const secure = keepOpen(await startSecureUpstream({ identity }));
    const authorization = `Basic ${Buffer.from('me:geheim').toString('base64')}`;
    plain = keepOpen(await startConnectProxy({ toPort: portOf(upstream), authorization }));
    tunnel = keepOpen(await startConnectProxy({ toPort: secure.port }));
    const env = [
      `HTTP_PROXY=http://me:geheim@127.0.0.1:${plain.port}`,
      `HTTPS_PROXY=http://127.0.0.1:${tunnel.port}`,
      'NO_PROXY=direct.invalid',
    ];
    stage = keepOpen(await openSettingsStage({ env }));
  });

  it.each([1, 2] as const)(
    'version %i: an http address is asked for through HTTP_PROXY, with its password',
    async (version) => {
      const answer = await stage.query(version, { url: 'http://metrics.test/api' });
      expect(plain.requests.at(-1)).toBe('POST http://metrics.test/api/query');
      expect(answer.error).toMatch(/404.*nothing is scripted for \/api\/query/);
      expect(await stage.query(version, { url: 'http://metrics.test' })).toMatchObject({ error: '', values: [42] });
      expect(upstream.requests.at(-1)?.headers).not.toHaveProperty('proxy-authorization');
    },
  );

  it.each([1, 2] as const)('version %i: an https address through a tunnel of HTTPS_PROXY', async (version) => {
    const answer = await stage.query(version, { url: 'https://metrics.test', ...trusting });
    expect(answer).toMatchObject({ error: '', values: [42] });
    expect(tunnel.requests.at(-1)).toBe('CONNECT metrics.test:443');
  });

  it.each([1, 2] as const)('version %i: a name in NO_PROXY, and this machine, directly', async (version) => {
    const before = plain.requests.length;
    const jsonData = { retries: 0 };
    const { error } = await stage.query(version, { url: 'http://direct.invalid', jsonData });
    expect(error).toContain('cannot find the host direct.invalid');
    expect(await stage.query(version, { url: upstream.url })).toMatchObject({ error: '', values: [42] });
    expect(plain.requests.length).toBe(before);
  });
});

describe('a proxy that does not answer', () => {
  it('dialTimeout: is given up, in both versions', async () => {
    const silent = keepOpen(await listen(createServer()));
    const stage = keepOpen(await openSettingsStage({ env: [`HTTPS_PROXY=http://127.0.0.1:${silent.port}`] }));
    for (const version of [1, 2] as const) {
      const jsonData = { dialTimeout: 0.2, retries: 0 };
      const { error } = await stage.query(version, { url: 'https://metrics.test', jsonData });
      expect(error).toContain('did not give a connection to metrics.test:443 within 0.2 s (dialTimeout)');
    }
  });
});

describe('enableSecureSocksProxy', () => {
  const prefix = 'GF_SECURE_SOCKS_DATASOURCE_PROXY_';
  const client = authority.issue({ names: ['grafana'] });
  let socks: SocksProxyServer;
  let folder: string;
  let stage: SettingsStage;
  let withoutConfiguration: SettingsStage;

  const common = (port: number) => ({
    [`${prefix}SERVER_ENABLED`]: 'true',
    [`${prefix}PROXY_ADDRESS`]: `127.0.0.1:${port}`,
    [`${prefix}SERVER_NAME`]: 'socks.test',
  });

  beforeAll(async () => {
    const upstream = await startServer();
    socks = keepOpen(
      await startSocksProxy({
        toPort: portOf(upstream),
        login: 'me:geheim',
        identity: { ...identity, authority: authority.certificate },
      }),
    );
    folder = await mkdtemp(path.join(tmpdir(), 'socks-'));
    const files = {
      ...common(socks.port),
      [`${prefix}CLIENT_CERT`]: await write('client.pem', client.certificate),
      [`${prefix}CLIENT_KEY`]: await write('client.key', client.key),
      [`${prefix}ROOT_CA_CERT`]: await write('root.pem', authority.certificate),
    };
    const env = Object.entries(files).map(([name, value]) => `${name}=${value}`);
    stage = keepOpen(await openSettingsStage({ env }));
    withoutConfiguration = keepOpen(await openSettingsStage());
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function write(name: string, text: string): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  }

  const source = {
    url: 'http://private.test',
    jsonData: { enableSecureSocksProxy: true, secureSocksProxyUsername: 'me', retries: 0 },
    secureJsonData: { secureSocksProxyPassword: 'geheim' },
  };

  it.each([1, 2] as const)(
    'version %i: secureSocksProxyUsername: leads through SOCKS 5 in TLS, as the environment says, with files',
    async (version) => {
      const before = socks.targets.length;
      expect(await stage.query(version, source)).toMatchObject({ error: '', values: [42] });
      expect(socks.targets.slice(before)).toEqual(['private.test:80']);
      expect(socks.logins.at(-1)).toBe('me:geheim');
    },
  );

  it('version 2: as the call says, with texts', async () => {
    const before = socks.targets.length;
    const grafanaConfig = {
      ...common(socks.port),
      [`${prefix}CLIENT_CERT_VAL`]: client.certificate,
      [`${prefix}CLIENT_KEY_VAL`]: client.key,
      [`${prefix}ROOT_CA_CERT_VALS`]: authority.certificate,
    };
    expect(await withoutConfiguration.query(2, source, { grafanaConfig })).toMatchObject({ error: '', values: [42] });
    expect(socks.targets.slice(before)).toEqual(['private.test:80']);
  });

  it.each([1, 2] as const)('version %i: counts only where Grafana has it switched on', async (version) => {
    const before = socks.connectionCount();
    const url = 'http://private.invalid';
    expect(await withoutConfiguration.query(version, { ...source, url })).toMatchObject({
      error: expect.stringContaining('cannot find the host private.invalid') as unknown,
    });
    expect(socks.connectionCount()).toBe(before);
  });

  it.each([1, 2] as const)('version %i: secureSocksProxyPassword: a wrong one is told', async (version) => {
    const secureJsonData = { secureSocksProxyPassword: 'wrong-one' };
    const { error } = await stage.query(version, { ...source, secureJsonData });
    expect(error).toContain(`127.0.0.1:${socks.port}`);
    expect(error).toMatch(/password/);
    expect(error).not.toContain('wrong-one');
  });
});
