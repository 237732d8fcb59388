import { beforeEach, describe, expect, it } from '@jest/globals';
import { requestContext } from '../../testing/support/request-context.ts';
import { aDataQuery, usePluginStage } from '../../testing/support/plugin-stage.ts';

const stage = usePluginStage();

describe('how often a server that works is asked, under auto, at first and later', () => {
  const body = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));

  beforeEach(() => {
    stage.answerEachTarget();
    stage.upstream.answer('/', { body: 'OK' });
    stage.upstream.answer('/search', { body: ['cpu', 'memory'] });
    stage.upstream.answer('/annotations', { body: [] });
    stage.upstream.answer('/tag-keys', { body: [] });
  });

  async function countTwice(act: () => Promise<unknown>): Promise<readonly number[]> {
    const counts: number[] = [];
    for (let time = 0; time < 2; time++) {
      const before = stage.upstream.requests.length;
      await act();
      counts.push(stage.upstream.requests.length - before);
    }
    return counts;
  }

  async function annotations(): Promise<unknown> {
    const range = { from: '2024-05-01T06:00:00Z', to: '2024-05-01T07:00:00Z' };
    const asked = { annotation: { name: 'a', query: 'deploy' }, range, variables: [] };
    const call = { path: 'annotations', url: 'annotations', method: 'POST', body: body(asked) };
    return stage.plugin.callResource(call, requestContext(stage.aContext(), { headersFrom: 'browser' }));
  }

  async function listMetrics(text: string): Promise<unknown> {
    const call = { path: 'metrics', url: 'metrics', method: 'POST', body: body({ text }) };
    return stage.plugin.callResource(
      call,
      requestContext(stage.aContext({ keepCookies: [text] }), { headersFrom: 'browser' }),
    );
  }

  it('a query: once, whatever it has', async () => {
    const panel = [aDataQuery({ target: 'cpu' }), aDataQuery({ refId: 'B', target: 'memory' })];
    expect(await countTwice(async () => stage.query(panel.slice(0, 1)))).toEqual([1, 1]);
    expect(await countTwice(async () => stage.query(panel))).toEqual([1, 1]);
    expect(await countTwice(async () => stage.query([aDataQuery({ target: 'cpu', type: 'table' })]))).toEqual([1, 1]);
  });

  it('a query that gets no points: once', async () => {
    stage.upstream.answer('/query', { body: [{ target: 'cpu', datapoints: [] }] });
    expect(await countTwice(async () => stage.query([aDataQuery({ target: 'cpu' })]))).toEqual([1, 1]);
    stage.upstream.answer('/query', { body: [] });
    expect(await countTwice(async () => stage.query([aDataQuery({ target: 'cpu' })]))).toEqual([1, 1]);
  });

  it('"Save & test": at most seven times', async () => {
    for (const count of await countTwice(async () => stage.plugin.checkHealth(requestContext(stage.aContext()))))
      expect(count).toBeLessThanOrEqual(7);
    expect(new Set(stage.upstream.requests.map(({ path }) => path)).size).toBeGreaterThan(3);
  });

  it('a list of metrics: once, then from memory; once for a text that is in it', async () => {
    expect(await countTwice(async () => listMetrics(''))).toEqual([1, 0]);
    expect(await countTwice(async () => listMetrics('cp'))).toEqual([1, 0]);
  });

  it('a query refused with 400 beside one that works: in other dialects as well at first, then once', async () => {
    stage.upstream.answer('/query', ({ body: asked }) => {
      const isBad = asked.includes('"target":"bad"');
      return isBad
        ? { status: 400, body: { message: 'unknown target' } }
        : { body: [{ target: 'cpu', datapoints: [] }] };
    });
    const refresh = async () => {
      await stage.query([aDataQuery({ target: 'cpu' })]);
      await stage.query([aDataQuery({ target: 'bad' })]);
    };
    const [first = 0, ...later] = [...(await countTwice(refresh)), ...(await countTwice(refresh))];
    expect(first).toBeLessThanOrEqual(10);
    expect(later).toEqual([2, 2, 2]);
  });

  it('annotations: once as soon as there was an event; twice before, for /query may be where they are', async () => {
    stage.upstream.answer('/query', { body: [] });
    expect(await countTwice(annotations)).toEqual([2, 2]);
    stage.upstream.answer('/annotations', { body: [{ time: 1714543200000, title: 'deploy' }] });
    expect(await countTwice(annotations)).toEqual([1, 1]);
    stage.upstream.answer('/annotations', { body: [] });
    expect(await countTwice(annotations)).toEqual([1, 1]);
  });
});
