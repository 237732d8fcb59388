import { readdir, readlink } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { DecodedResponse, Launched } from '../interop/go-host.ts';
import type { V1Result } from '../interop/interop-stage.ts';
import { toV1Request, toV2Request } from '../interop/query-requests.ts';
import { startSecureUpstream } from '../interop/secure-upstream.ts';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { type DnsServer, startDnsServer } from '../support/servers/dns-server.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { openStartStage, places, readSupplied, type StartStage } from './start-stage.ts';

/** As in the resolv.conf of the roots. */
const dnsAddress = '127.83.74.1';
const largePoints = 30_000;
/** Emulated processors are slow. */
const slowMs = 240_000;

let upstream: FakeUpstream;
let dns: DnsServer;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  dns = await startDnsServer(dnsAddress, { 'by-dns.example': '127.0.0.1' });
  upstream.answer('/query', ({ body }) => {
    const { targets } = JSON.parse(body) as { targets: readonly { target: string }[] };
    return { body: targets.map(({ target }) => ({ target, datapoints: pointsOf(target) })) };
  });
});

afterAll(async () => {
  await dns.close();
  await upstream.close();
});

function pointsOf(target: string): readonly (readonly number[])[] {
  if (target !== 'large') return [[42, 1714543200000]];
  return Array.from({ length: largePoints }, (_, i) => [i + 0.125, 1714543200000 + i * 100]);
}

describe.each(places)('$system on $arch', (place) => {
  let stage: StartStage;
  let launched: Launched;

  beforeAll(async () => {
    stage = openStartStage(place, { changes: ['read-only'] });
    launched = await stage.launch('13', ['GF_PLUGIN_LOG_LEVEL=debug']);
  }, slowMs);

  afterAll(() => stage.close());

  async function query(url: string, target: string, secrets: object = {}): Promise<DecodedResponse | undefined> {
    const request = toV2Request({ url, queries: [{ refId: 'A', model: { target } }], ...secrets });
    return (await stage.host.queryData(launched.session, { request }))['A'];
  }

  const named = (host: string): string => upstream.url.replace('127.0.0.1', host);
  const valuesOf = (response: DecodedResponse | undefined): readonly unknown[] =>
    response?.frames[0]?.fields.find(({ name }) => name === 'Value')?.values ?? [response?.error];

  it('handshake', () => {
    expect(launched).toMatchObject({ protocolVersion: 2, network: 'unix' });
  });

  it('libraries', async () => {
    expect(await readSupplied(launched.pid)).toEqual(place.supplied);
  });

  it('nothing left open', async () => {
    const folder = `/proc/${launched.pid}/fd`;
    const open = await Promise.all(
      (await readdir(folder)).map((each) => readlink(`${folder}/${each}`).catch(() => '')),
    );
    expect(open.length).toBeGreaterThan(3);
    expect(open.filter((each) => each.includes('memfd:'))).toEqual([]);
  });

  it(
    'version 2',
    async () => {
      expect(valuesOf(await query(upstream.url, 'small'))).toEqual([42]);
    },
    slowMs,
  );

  it(
    'version 1',
    async () => {
      const { session, protocolVersion } = await stage.launch('6.2');
      const request = toV1Request({ url: upstream.url, queries: [{ refId: 'A', model: { target: 'small' } }] });
      const [message] = await stage.host.call(session, 'models.DatasourcePlugin/Query', { request });
      const [result] = message?.['results'] as readonly V1Result[];
      expect(result).toMatchObject({ error: '', series: [{ points: [{ value: 42 }] }] });
      expect(protocolVersion).toBe(1);
      expect(await stage.host.kill(session)).toMatchObject({ exited: true, exitCode: 0 });
    },
    slowMs,
  );

  it(
    'worker threads',
    async () => {
      expect(valuesOf(await query(upstream.url, 'large'))).toHaveLength(largePoints);
      expect((await stage.host.logs(launched.session)).stderr).toContain('starting a worker thread');
    },
    slowMs,
  );

  it(
    'hosts file',
    async () => {
      expect(valuesOf(await query(named('by-hosts-file.example'), 'small'))).toEqual([42]);
    },
    slowMs,
  );

  it(
    'DNS',
    async () => {
      const before = dns.asked.length;
      expect(valuesOf(await query(named('by-dns.example'), 'small'))).toEqual([42]);
      expect(dns.asked.slice(before)).toContain('by-dns.example');
      expect(valuesOf(await query(named('nobody.example'), 'small'))[0]).toContain('nobody.example');
    },
    slowMs,
  );

  it(
    'TLS',
    async () => {
      const authority = createCertificateAuthority();
      const secure = await startSecureUpstream({ identity: authority.issue({ names: ['by-dns.example'] }) });
      const url = secure.url.replace('127.0.0.1', 'by-dns.example');
      const trusting = {
        jsonData: JSON.stringify({ tlsAuthWithCACert: true }),
        secureJsonData: { tlsCACert: authority.certificate },
      };
      expect(valuesOf(await query(url, 'small', trusting))).toEqual([42]);
      expect(valuesOf(await query(url, 'small'))[0]).toMatch(/certificate/);
      await secure.close();
    },
    slowMs,
  );

  it(
    'clean stop',
    async () => {
      expect(await stage.host.kill(launched.session)).toMatchObject({ exited: true, exitCode: 0 });
    },
    slowMs,
  );
});
