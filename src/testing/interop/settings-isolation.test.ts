import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { openSettingsStage, type SettingsStage, type StoredDataSource } from './settings-stage.ts';

const sourceCount = 20;
const queryCount = 200;

let stage: SettingsStage;

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

/** One data source's server; it lets in nobody but its own, whatever their password of the day is. */
interface OwnServer {
  readonly id: number;
  readonly upstream: FakeUpstream;
  /** Wrong callers, as they came. */
  readonly strangers: string[];
}

async function startOwnServer(id: number): Promise<OwnServer> {
  const upstream = await startFakeUpstream();
  const strangers: string[] = [];
  upstream.answer('/query', async ({ headers, body }) => {
    const [, encoded = ''] = (headers.authorization ?? '').split(' ');
    const caller = `${Buffer.from(encoded, 'base64').toString()} ${String(headers['x-tenant'])}`;
    const [, owner, revision] = /^user-(\d+):password-\1-r(\d+) tenant-\1$/.exec(caller) ?? [];
    const { targets } = JSON.parse(body) as { readonly targets: readonly { readonly target: string }[] };
    const target = targets[0]?.target ?? '';
    if (owner !== String(id) || !target.endsWith(`r${revision ?? ''}`)) strangers.push(`${caller} asks for ${target}`);
    await sleep(Math.random() * 40);
    return { body: [{ target, datapoints: [[id * 1000 + Number(revision), 1714543200000]] }] };
  });
  return { id, upstream, strangers };
}

/** Every change of the settings is another revision: another password, sometimes another limit. */
function toSource({ id, upstream }: OwnServer, revision: number): StoredDataSource {
  return {
    id,
    url: upstream.url,
    jsonData: {
      basicAuth: true,
      basicAuthUser: `user-${id}`,
      httpHeaderName1: 'X-Tenant',
      maxConcurrentRequests: 1 + (revision % 3),
    },
    secureJsonData: { basicAuthPassword: `password-${id}-r${revision}`, httpHeaderValue1: `tenant-${id}` },
  };
}

describe.each([1, 2] as const)('version %i', (version) => {
  it('200 queries at a time over 20 data sources whose settings change: nobody gets what is another’s, and no socket is left', async () => {
    const { pid } = stage.plugins[version];
    const before = socketsOf(pid);
    const servers = await Promise.all(Array.from({ length: sourceCount }, (_, i) => startOwnServer(i + 1)));
    try {
      const asked = Array.from({ length: queryCount }, async (_, i) => {
        const server = servers[i % sourceCount];
        if (server === undefined) return;
        const revision = Math.floor(i / sourceCount / 2);
        await sleep(Math.random() * 20);
        const options = { model: { target: `metric-${i}-r${revision}` } };
        const answer = await stage.query(version, toSource(server, revision), options);
        expect(answer).toMatchObject({ error: '', values: [server.id * 1000 + revision] });
      });
      await Promise.all(asked);
      expect(servers.flatMap(({ strangers }) => strangers)).toEqual([]);
      expect(servers.map(({ upstream }) => upstream.requests.length)).toEqual(
        Array(sourceCount).fill(queryCount / sourceCount),
      );
      // The pools of settings that are no more are closed already; each data source keeps at most that of its last ones.
      expect(await untilSockets(pid, before + sourceCount * 3)).toBeLessThanOrEqual(before + sourceCount * 3);
      await Promise.all(
        servers.map((server) =>
          stage.query(version, withoutIdle(toSource(server, 9)), { model: { target: 'last-r9' } }),
        ),
      );
      expect(await untilSockets(pid, before)).toBeLessThanOrEqual(before);
    } finally {
      await Promise.all(servers.map(({ upstream }) => upstream.close()));
    }
  });

  it('a request under way is answered with the settings that it came with', async () => {
    const upstream = await startFakeUpstream();
    try {
      const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
      upstream.answer('/query', async ({ headers }) => {
        if (headers['x-api-key'] === 'old') await held;
        return { body: [{ target: 'a', datapoints: [[headers['x-api-key'] === 'old' ? 1 : 2, 1714543200000]] }] };
      });
      const source = (apiKeyValue: string) => ({ id: 99, url: upstream.url, secureJsonData: { apiKeyValue } });
      const arrived = upstream.nextRequest();
      const old = stage.query(version, source('old'));
      await arrived;
      expect(await stage.query(version, source('new'))).toMatchObject({ error: '', values: [2] });
      release(undefined);
      expect(await old).toMatchObject({ error: '', values: [1] });
    } finally {
      await upstream.close();
    }
  });
});

function withoutIdle(source: StoredDataSource): StoredDataSource {
  return { ...source, jsonData: { ...source.jsonData, httpIdleConnTimeout: 0.1 } };
}

/** The sockets that a process has open. */
function socketsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => targetOf(`/proc/${pid}/fd/${fd}`).startsWith('socket:')).length;
}

/** A descriptor may be closed between listing and looking. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

/** Waits until a process has no more sockets than this, of which nothing tells; gives up after a while and answers how many there are. */
async function untilSockets(pid: number, most: number): Promise<number> {
  for (let tries = 0; tries < 100 && socketsOf(pid) > most; tries++) await sleep(50);
  return socketsOf(pid);
}
