import { describe, expect, it } from '@jest/globals';
import { usePluginStage } from '../../testing/support/plugin-stage.ts';
import type { RecordedRequest, ScriptedAnswer } from '../../testing/support/fake-upstream.ts';
import { requestContext } from '../../testing/support/request-context.ts';

const stage = usePluginStage();

const [from, to] = ['2024-05-01T06:00:00.000Z', '2024-05-01T07:00:00.000Z'];
const timeRange = { fromEpochMs: Date.parse(from), toEpochMs: Date.parse(to) };

/** Asks a panel with these targets. @returns how many requests that took */
async function refresh(...targets: readonly string[]): Promise<number> {
  const before = stage.upstream.requests.length;
  const queries = targets.map((target, i) => ({
    refId: 'ABCDEFGH'.charAt(i),
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange,
    json: JSON.stringify({ target }),
  }));
  await stage.plugin.queryData({ queries }, requestContext(stage.aContext(), { fromAlert: true }));
  return stage.upstream.requests.length - before;
}

async function call(path: string, body: object): Promise<unknown> {
  const request = { path, url: path, method: 'POST', body: Buffer.from(JSON.stringify(body)) };
  return JSON.parse(
    Buffer.from((await stage.plugin.callResource(request, requestContext(stage.aContext()))).body).toString(),
  );
}

const data = (request: RecordedRequest): ScriptedAnswer => {
  const { targets } = JSON.parse(request.body) as { readonly targets: readonly { readonly target: string }[] };
  return { body: targets.map(({ target }) => ({ target, datapoints: [[42, timeRange.fromEpochMs]] })) };
};
const down: ScriptedAnswer = { status: 500, body: 'the database is down' };

describe('a server that breaks down', () => {
  it('gets no request more than before, however it answers', async () => {
    stage.upstream.answer('/query', data);
    expect(await refresh('a')).toBe(1);
    stage.upstream.answer('/query', down);
    expect([await refresh('a'), await refresh('a'), await refresh('b')]).toEqual([1, 1, 1]);
  });

  it('is asked for the targets of a panel one by one a single time', async () => {
    stage.upstream.answer('/query', data);
    await refresh('a', 'b', 'c', 'd');
    stage.upstream.answer('/query', down);
    expect(await refresh('a', 'b', 'c', 'd')).toBe(5);
    expect([await refresh('a', 'b', 'c', 'd'), await refresh('a', 'b')]).toEqual([1, 1]);
  });

  it('is asked one by one again once it works, where one target fails them all', async () => {
    stage.upstream.answer('/query', down);
    await refresh('a', 'b');
    stage.upstream.answer('/query', (request) => (request.body.includes('"bad"') ? down : data(request)));
    expect(await refresh('a')).toBe(1);
    expect(await refresh('a', 'bad')).toBe(3);
  });

  it('is not taken for one that minds fields, when it works again a moment later', async () => {
    let asked = 0;
    stage.upstream.answer('/query', (request) => (asked++ === 0 ? down : data(request)));
    await refresh('a');
    await refresh('b');
    const [first, last] = [stage.upstream.bodies('/query')[0], stage.upstream.bodies('/query').at(-1)];
    expect(Object.keys(last as object)).toEqual(Object.keys(first as object));
    expect(await refresh('c')).toBe(1);
  });
});

describe('a server that wants no body for the keys of filters', () => {
  it('gets none, at once from then on', async () => {
    stage.upstream.answer('/tag-keys', ({ body }) => (body === '' ? { body: [{ type: 'string', text: 'host' }] } : { status: 400 })); // prettier-ignore
    const keys = { options: [{ text: 'host', value: 'host' }], more: 0 };
    expect(await call('tag-keys', { range: { from, to } })).toEqual(keys);
    const before = stage.upstream.requests.length;
    expect(await call('tag-keys', { range: { from, to } })).toEqual(keys);
    expect(stage.upstream.requests.length).toBe(before + 1);
  });

  it('gets the key that values are for', async () => {
    stage.upstream.answer('/tag-keys', ({ body }) => (body === '' ? { body: ['host'] } : { status: 400 }));
    stage.upstream.answer('/tag-values', ({ body }) =>
      body === '{"key":"host"}' ? { body: ['web-1'] } : { status: 400 },
    );
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
      stage.upstream.answer('/annotations', answer);
      stage.upstream.answer('/query', data);
      expect(await events()).toEqual([]);
      expect(await events()).toEqual([]);
    },
  );

  it('has those of a table', async () => {
    stage.upstream.answer('/annotations', { status: 404 });
    const columns = [{ text: 'time', type: 'time' }, { text: 'text', type: 'string' }]; // prettier-ignore
    stage.upstream.answer('/query', { body: [{ type: 'table', columns, rows: [[timeRange.fromEpochMs, 'deploy']] }] });
    expect(await events()).toMatchObject([{ text: 'deploy' }]);
  });
});
