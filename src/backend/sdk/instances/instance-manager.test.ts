import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { listen } from '../../../testing/support/listen.ts';
import { instanceContext, instanceSettings } from '../../../testing/support/settings-builders.ts';
import { upstreamRequest } from '../../../testing/support/upstream-builders.ts';
import { silentLogger } from '../log/logger.ts';
import { createUpstreamClient } from '../../upstream/create-upstream-client.ts';
import type { UpstreamClient } from '../../upstream/contract/upstream-client.ts';
import type { InstanceContext } from './instance-context.ts';
import { createInstanceManager, type InstanceManagerOptions } from './instance-manager.ts';
import { parseSettings } from '../../simple-json/settings/parse-settings.ts';
import { toUpstreamOptions } from '../../simple-json/server/upstream-options.ts';

/** Instances are numbers in the order of their creation. */
function numbered(given: Partial<InstanceManagerOptions<number>> = {}) {
  const disposed: number[] = [];
  const created: InstanceContext[] = [];
  const manager = createInstanceManager<number>({
    create: (context) => created.push(context),
    dispose: (instance) => {
      disposed.push(instance);
      return Promise.resolve();
    },
    logger: silentLogger,
    idleMs: 3_600_000,
    ...given,
  });
  const use = (context: InstanceContext) => manager.use(context, (instance) => Promise.resolve(instance));
  return { manager, use, disposed, created };
}

const version1 = { uid: '', lastUpdatedMs: 0 };

describe('createInstanceManager', () => {
  it('keeps an instance as long as its settings stand', async () => {
    const { use, disposed } = numbered();
    expect([await use(instanceContext(instanceSettings())), await use(instanceContext(instanceSettings()))]).toEqual([
      1, 1,
    ]);
    expect(disposed).toEqual([]);
  });

  it.each<[string, InstanceContext]>([
    ['an update', instanceContext(instanceSettings({}, {}, { lastUpdatedMs: 2 }))],
    ['jsonData', instanceContext(instanceSettings({ timeout: 5 }))],
    ['a secret', instanceContext(instanceSettings({}, { bearerToken: 'new' }))],
    ['the URL', instanceContext(instanceSettings({}, {}, { url: 'https://new.test' }))],
    ["Grafana's limit", instanceContext(instanceSettings(), { grafanaConfig: { GF_RESPONSE_LIMIT: '5' } })],
  ])('replaces it on a change of %s, and disposes of the old one', async (_, changed) => {
    const { manager, use, disposed } = numbered();
    await use(instanceContext(instanceSettings()));
    expect(await use(changed)).toBe(2);
    expect(disposed).toEqual([1]);
    expect(manager.count()).toBe(1);
  });

  it('does not replace it because of what has nothing to do with it', async () => {
    const { use } = numbered();
    await use(instanceContext(instanceSettings({}, { a: '1', b: '2' })));
    const reordered = instanceSettings({}, { b: '2', a: '1' });
    const other = { grafanaConfig: { GF_INSTANCE_FEATURE_TOGGLES_ENABLE: 'x' }, userAgent: 'Grafana/13' };
    expect(await use(instanceContext(reordered, other))).toBe(1);
  });

  it.each<[string, InstanceContext, InstanceContext]>([
    ['uids', instanceContext(instanceSettings()), instanceContext(instanceSettings({}, {}, { uid: 'other' }))],
    ['organisations', instanceContext(instanceSettings()), instanceContext(instanceSettings(), { orgId: 2 })],
    [
      'ids in version 1',
      instanceContext(instanceSettings({}, {}, version1)),
      instanceContext(instanceSettings({}, {}, { ...version1, id: 8 })),
    ],
  ])('keeps different %s apart', async (_, one, other) => {
    const { manager, use } = numbered();
    expect([await use(one), await use(other), await use(one)]).toEqual([1, 2, 1]);
    expect(manager.count()).toBe(2);
  });

  it('notices a change in version 1, which has no time of update', async () => {
    const { use } = numbered();
    await use(instanceContext(instanceSettings({ timeout: 1 }, {}, version1)));
    expect(await use(instanceContext(instanceSettings({ timeout: 2 }, {}, version1)))).toBe(2);
  });

  it('lets calls under way finish with the instance they began with', async () => {
    const { manager, use, disposed } = numbered();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const slow = manager.use(instanceContext(instanceSettings()), async (instance) => {
      await promise;
      return instance;
    });
    await use(instanceContext(instanceSettings({ timeout: 5 })));
    expect(disposed).toEqual([]);
    resolve(undefined);
    expect(await slow).toBe(1);
    expect(disposed).toEqual([1]);
  });

  it('tells what is wrong with the settings at every call, and gives up the instance they replaced', async () => {
    const broken = instanceContext(instanceSettings({ timeout: 'x' }));
    const { use, disposed } = numbered({
      create: ({ dataSourceInstanceSettings }) => {
        if (dataSourceInstanceSettings.jsonData.includes('x')) throw new Error('bad settings');
        return 1;
      },
    });
    await use(instanceContext(instanceSettings()));
    await expect(use(broken)).rejects.toThrow('bad settings');
    await expect(use(broken)).rejects.toThrow('bad settings');
    expect(disposed).toEqual([1]);
  });

  it('gives up what nobody has used for long', async () => {
    const { manager, use, disposed } = numbered({ idleMs: 0 });
    await use(instanceContext(instanceSettings()));
    await turn();
    await use(instanceContext(instanceSettings({}, {}, { uid: 'other' })));
    expect(disposed).toEqual([1]);
    expect(manager.count()).toBe(1);
  });

  it('keeps what was used a short time ago, however long the process runs', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    try {
      const { use, disposed } = numbered({ idleMs: 1000 });
      const useAt = (ms: number, uid: string): Promise<number> => {
        clock.mockReturnValue(ms);
        return use(instanceContext(instanceSettings({}, {}, { uid })));
      };
      expect([await useAt(5000, 'one'), await useAt(5800, 'one'), await useAt(6700, 'other')]).toEqual([1, 1, 2]);
      expect(disposed).toEqual([]);
      await useAt(7300, 'other');
      expect(disposed).toEqual([1]);
    } finally {
      clock.mockRestore();
    }
  });

  it('keeps an instance that is in use, however long the call takes', async () => {
    const { manager, use, disposed } = numbered({ idleMs: 0 });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const long = manager.use(instanceContext(instanceSettings()), () => promise);
    await turn();
    await use(instanceContext(instanceSettings({}, {}, { uid: 'other' })));
    expect(await use(instanceContext(instanceSettings()))).toBe(1);
    expect(disposed).not.toContain(1);
    resolve(undefined);
    await long;
  });

  it('disposes of everything on closing, after the last call', async () => {
    const { manager, disposed } = numbered();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const slow = manager.use(instanceContext(instanceSettings()), () => promise);
    let isClosed = false;
    const closing = manager.close().then(() => {
      isClosed = true;
    });
    await turn();
    expect(isClosed).toBe(false);
    resolve(undefined);
    await Promise.all([slow, closing]);
    expect(disposed).toEqual([1]);
  });

  it('survives an instance that cannot be disposed of', async () => {
    const { manager, use } = numbered({ dispose: () => Promise.reject(new Error('stuck')) });
    await use(instanceContext(instanceSettings()));
    await expect(manager.close()).resolves.toBeUndefined();
  });

  it('keeps a thousand data sources with no more than their settings', async () => {
    const { manager, use, created } = numbered();
    for (let id = 0; id < 1000; id += 1) await use(instanceContext(instanceSettings({}, {}, { uid: `d${id}` })));
    expect([manager.count(), created.length]).toEqual([1000, 1000]);
  });
});

describe('instances with connections', () => {
  it('never mix up two data sources or two versions of one, and leave no connection behind', async () => {
    const servers = await Promise.all(
      Array.from({ length: 20 }, () =>
        listen(createServer((request, response) => response.end(request.headers.authorization))),
      ),
    );
    const manager = createInstanceManager<UpstreamClient>({
      create: ({ dataSourceInstanceSettings, grafanaConfig }) => {
        const settings = parseSettings(dataSourceInstanceSettings, grafanaConfig);
        return createUpstreamClient(toUpstreamOptions(settings, { userAgent: 'test', environment: {} }), silentLogger);
      },
      dispose: (client) => client.close(),
      logger: silentLogger,
      idleMs: 3_600_000,
    });
    const ask = async (id: number, version: number): Promise<string> => {
      const url = `http://127.0.0.1:${servers[id]?.port ?? 0}`;
      const secrets = { basicAuthPassword: `${id}-${version}` };
      const given = { id, uid: `d${id}`, url, basicAuthEnabled: true, basicAuthUser: 'anna', lastUpdatedMs: version };
      const context = instanceContext(instanceSettings({}, secrets, given));
      const response = await manager.use(context, (client) => client.request(upstreamRequest()));
      return Buffer.from(Buffer.from(response.body).toString().slice('Basic '.length), 'base64').toString();
    };
    const queries = Array.from({ length: 200 }, (_, index) => [index % 20, Math.floor(index / 70)] as const);
    const answers = await Promise.all(queries.map(([id, version]) => ask(id, version)));
    expect(answers).toEqual(queries.map(([id, version]) => `anna:${id}-${version}`));
    await manager.close();
    const left = servers.flatMap(({ connections }) => [...connections]).map((connection) => once(connection, 'close'));
    await Promise.all(left);
    await Promise.all(servers.map((server) => server.close()));
  });
});
