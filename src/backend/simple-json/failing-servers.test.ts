import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startFakeUpstream,
  type FakeUpstream,
  type RecordedRequest,
  type ScriptedAnswer,
} from '../../testing/support/fake-upstream.ts';
import { requestContext } from '../../testing/support/request-context.ts';
import { silentLogger } from '../sdk/log/logger.ts';
import type { PluginContext } from '../sdk/api/plugin-context.ts';
import { createSimpleJsonPlugin, type ClosablePlugin } from './simple-json-plugin.ts';

let upstream: FakeUpstream;
let plugin: ClosablePlugin;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
});

afterEach(async () => {
  await plugin.close();
  await upstream.close();
});

const [from, to] = ['2024-05-01T06:00:00.000Z', '2024-05-01T07:00:00.000Z'];
const timeRange = { fromEpochMs: Date.parse(from), toEpochMs: Date.parse(to) };

function aContext(): PluginContext {
  const dataSourceInstanceSettings = {
    id: 1,
    uid: 'u',
    name: 'test',
    url: upstream.url,
    user: '',
    database: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData: '{}',
    decryptedSecureJsonData: {},
  };
  return { orgId: 1, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings };
}

/** Asks a panel with these targets. @returns how many requests that took */
async function refresh(...targets: readonly string[]): Promise<number> {
  const before = upstream.requests.length;
  const queries = targets.map((target, i) => ({
    refId: 'ABCDEFGH'.charAt(i),
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange,
    json: JSON.stringify({ target }),
  }));
  await plugin.queryData({ queries }, requestContext(aContext(), { fromAlert: true }));
  return upstream.requests.length - before;
}

async function call(path: string, body: object): Promise<unknown> {
  const request = { path, url: path, method: 'POST', body: Buffer.from(JSON.stringify(body)) };
  return JSON.parse(Buffer.from((await plugin.callResource(request, requestContext(aContext()))).body).toString());
}

const data = (request: RecordedRequest): ScriptedAnswer => {
  const { targets } = JSON.parse(request.body) as { readonly targets: readonly { readonly target: string }[] };
  return { body: targets.map(({ target }) => ({ target, datapoints: [[42, timeRange.fromEpochMs]] })) };
};
const down: ScriptedAnswer = { status: 500, body: 'the database is down' };

describe('a server that breaks down', () => {
  it('gets no request more than before, however it answers', async () => {
    upstream.answer('/query', data);
    expect(await refresh('a')).toBe(1);
    upstream.answer('/query', down);
    expect([await refresh('a'), await refresh('a'), await refresh('b')]).toEqual([1, 1, 1]);
  });

  it('is asked for the targets of a panel one by one a single time', async () => {
    upstream.answer('/query', data);
    await refresh('a', 'b', 'c', 'd');
    upstream.answer('/query', down);
    expect(await refresh('a', 'b', 'c', 'd')).toBe(5);
    expect([await refresh('a', 'b', 'c', 'd'), await refresh('a', 'b')]).toEqual([1, 1]);
  });

  it('is asked one by one again once it works, where one target fails them all', async () => {
    upstream.answer('/query', down);
    await refresh('a', 'b');
    upstream.answer('/query', (request) => (request.body.includes('"bad"') ? down : data(request)));
    expect(await refresh('a')).toBe(1);
    expect(await refresh('a', 'bad')).toBe(3);
  });

  it('is not taken for one that minds fields, when it works again a moment later', async () => {
    let asked = 0;
    upstream.answer('/query', (request) => (asked++ === 0 ? down : data(request)));
    await refresh('a');
    await refresh('b');
    const [first, last] = [upstream.bodies('/query')[0], upstream.bodies('/query').at(-1)];
    expect(Object.keys(last as object)).toEqual(Object.keys(first as object));
    expect(await refresh('c')).toBe(1);
  });
});

describe('a server that wants no body for the keys of filters', () => {
  it('gets none, at once from then on', async () => {
    upstream.answer('/tag-keys', ({ body }) => (body === '' ? { body: [{ type: 'string', text: 'host' }] } : { status: 400 })); // prettier-ignore
    const keys = { options: [{ text: 'host', value: 'host' }], more: 0 };
    expect(await call('tag-keys', { range: { from, to } })).toEqual(keys);
    const before = upstream.requests.length;
    expect(await call('tag-keys', { range: { from, to } })).toEqual(keys);
    expect(upstream.requests.length).toBe(before + 1);
  });

  it('gets the key that values are for', async () => {
    upstream.answer('/tag-keys', ({ body }) => (body === '' ? { body: ['host'] } : { status: 400 }));
    upstream.answer('/tag-values', ({ body }) => (body === '{"key":"host"}' ? { body: ['web-1'] } : { status: 400 }));
    await call('tag-keys', {});
    expect(await call('tag-values', { key: 'host', range: { from, to } })).toMatchObject({ options: [{ text: 'web-1' }] }); // prettier-ignore
  });
});

describe('a server without /annotations', () => {
  const annotation = { name: 'n', enable: true, query: 'q' };
  const events = (): Promise<unknown> => call('annotations', { annotation, range: { from, to }, variables: [] });

  it.each([{ status: 404 }, { status: 403 }, { body: 'no such page' }])(
    'has no events where /query answers with a graph, now and later: %j',
    async (answer) => {
      upstream.answer('/annotations', answer);
      upstream.answer('/query', data);
      expect(await events()).toEqual([]);
      expect(await events()).toEqual([]);
    },
  );

  it('has those of a table', async () => {
    upstream.answer('/annotations', { status: 404 });
    const columns = [{ text: 'time', type: 'time' }, { text: 'text', type: 'string' }]; // prettier-ignore
    upstream.answer('/query', { body: [{ type: 'table', columns, rows: [[timeRange.fromEpochMs, 'deploy']] }] });
    expect(await events()).toMatchObject([{ text: 'deploy' }]);
  });
});
