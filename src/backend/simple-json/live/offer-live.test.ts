import { describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../../shared/query-model.ts';
import { channelOf, type LiveQuestion, toStreamRequest, useLiveStage } from '../../../testing/support/live-stage.ts';
import type { DataResponse } from '../../sdk/api/query-data.ts';

const stage = useLiveStage();

describe('a live query', () => {
  it('says where its page can subscribe', async () => {
    const channel = await stage.channelFor();
    expect(channel.path).toMatch(/^v1\/[\w-]{43}$/);
    expect(await stage.plugin.subscribeStream(toStreamRequest(channel), stage.aContext())).toEqual({ status: 'ok' });
  });

  it.each([
    ['a range that ends in the past', { to: 'now-1h' }],
    ['an alert rule', { fromAlert: true }],
    ['a query that is not', { model: { live: undefined } }],
  ])('does not say so for %s', async (_name, question: LiveQuestion) => {
    const response = await stage.queryPanel(question);
    expect(response.frames[0]?.meta?.custom?.['live']).toBeUndefined();
    expect(noticesOf(response)).toEqual([]);
  });

  it.each([
    ['oauthPassThru', { jsonData: { oauthPassThru: true } }],
    ['keepCookies', { jsonData: { keepCookies: ['sid'] } }],
    ['time series', { model: { type: 'table' } }],
    ['\\(maxLiveStreams: 0\\)$', { jsonData: { maxLiveStreams: 0 } }],
    ['too large', { model: { payload: { text: 'x'.repeat(50_000) } } }],
  ])('says why it is none: %s', async (reason, question: LiveQuestion) => {
    const response = await stage.queryPanel(question);
    expect(response.frames[0]?.meta?.custom?.['live']).toBeUndefined();
    expect(noticesOf(response)).toEqual([expect.stringMatching(`^Live is off: .*${reason}`)]);
  });

  it('says that it is none where each push would repeat long options', async () => {
    const custom = { text: 'x'.repeat(300_000) };
    const columns = [{ text: 'time', type: 'time' }, 'host', { text: 'load', type: 'number', custom }];
    const rows = ['a', 'b'].map((host) => [Date.now(), host, 1]);
    stage.upstream.answer('/query', { body: [{ type: 'table', columns, rows }] });
    const response = await stage.queryPanel();
    expect(response.frames).toHaveLength(2);
    expect(response.frames[0]?.meta?.custom?.['live']).toBeUndefined();
    expect(noticesOf(response)).toEqual([expect.stringMatching('^Live is off: the names, labels and options')]);
  });

  it('has one channel for all panels that ask the same, and another for another refId, metric or interval', async () => {
    const [first, otherPanel, otherRef, otherMetric, otherInterval] = await Promise.all([
      stage.queryPanel({ model: { maxDataPoints: 400, intervalMs: 50, datasource: { uid: 'a' }, key: 'Q-1' } }),
      stage.queryPanel({
        model: { carried: { rangeRaw: { from: 'now-3h', to: 'now' }, panelId: 8 }, maxDataPoints: 1900, key: 'Q-2' },
      }),
      stage.queryPanel({ model: { refId: 'A', target: 'a', alias: 'x' } }),
      stage.queryPanel({ model: { target: 'b' } }),
      stage.queryPanel({ model: { live: { intervalMs: 5000 } } }),
    ]);
    const paths = [first, otherPanel, otherRef, otherMetric, otherInterval].map((one) => channelOf(one).path);
    expect(paths[1]).toBe(paths[0]);
    expect(new Set(paths).size).toBe(4);
  });
});

describe('the interval of a live query', () => {
  it.each([
    [0, 50],
    [-1, 50],
    [Number.NaN, 50],
    ['5s', 50],
    [{}, 50],
    [1, 1],
    [1e9, 86_400_000],
    [1e300, 86_400_000],
  ])('%p is %p ms at least, a day at most, and never less than allowed', async (intervalMs, expected) => {
    const jsonData = { minLiveIntervalMs: 100 };
    const { data } = await stage.channelFor({ jsonData, model: { live: { intervalMs } } });
    expect(data['pollMs']).toBe(Math.max(100, expected));
  });

  it('that is longer than any timer waits does not become none', async () => {
    stage.run(await stage.channelFor({ model: { live: { intervalMs: 1e12 } } }));
    stage.run(await stage.channelFor({ model: { target: 'b' } }));
    for (let i = 0; i < 3; i++) expect((await stage.upstream.nextRequest('/query')).body).toContain('"target":"b"');
  });
});

it('is counted while it runs, however many look', async () => {
  const channel = await stage.channelFor();
  const counted = async (): Promise<string> =>
    /^simple_json_live_streams\{.*\} (\d+)$/m.exec(await stage.plugin.collectMetrics())?.[1] ?? 'none';
  expect(await counted()).toBe('0');
  const viewers = [stage.run(channel), stage.run(channel)];
  stage.server.add('a', [1, Date.now()]);
  await viewers[0]?.next();
  expect(await counted()).toBe('1');
  await Promise.all(viewers.map((viewer) => viewer.cancel()));
  expect(await counted()).toBe('0');
});

it('takes no channel from what a server says of its answer', async () => {
  const theirs = { live: { path: 'v1/theirs', data: {} }, kept: 1 };
  stage.upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, Date.now()]], meta: { custom: theirs } }] });
  expect((await stage.channelFor()).path).not.toBe('v1/theirs');
  const { frames } = await stage.queryPanel({ model: { live: undefined } });
  expect(frames[0]?.meta?.custom).toMatchObject({ kept: 1 });
  expect(frames[0]?.meta?.custom).not.toHaveProperty('live');
});

describe('a subscription', () => {
  it.each([
    ['another path', ({ data }: LiveChannel) => ({ path: 'v1/other', data })],
    ['data of another query', ({ path, data }: LiveChannel) => ({ path, data: { ...data, model: { target: 'b' } } })],
    ['no data', ({ path }: LiveChannel) => ({ path, data: {} })],
    ['data of a megabyte', ({ path, data }: LiveChannel) => ({ path, data: { ...data, more: 'x'.repeat(1e6) } })],
    ['data of a wrong kind', ({ path, data }: LiveChannel) => ({ path, data: { ...data, pollMs: 'often' } })],
  ])('finds nothing for %s', async (_name, change) => {
    const request = toStreamRequest(change(await stage.channelFor()));
    expect(await stage.plugin.subscribeStream(request, stage.aContext())).toEqual({ status: 'not found' });
    await expect(stage.plugin.runStream(request, stage.aContext())[Symbol.asyncIterator]().next()).rejects.toThrow(
      'expected',
    );
  });

  it('is denied where answers depend on who asks, and a run ends without a question', async () => {
    const channel = await stage.channelFor();
    const asked = stage.upstream.requests.length;
    const request = toStreamRequest(channel);
    const context = stage.aContext({ jsonData: { oauthPassThru: true } });
    expect(await stage.plugin.subscribeStream(request, context)).toEqual({ status: 'permission denied' });
    expect(await stage.plugin.runStream(request, context)[Symbol.asyncIterator]().next()).toEqual({ done: true });
    expect(stage.upstream.requests).toHaveLength(asked);
  });

  it('lets nobody publish', async () => {
    const request = toStreamRequest(await stage.channelFor());
    expect(await stage.plugin.publishStream(request, stage.aContext())).toBe('permission denied');
  });
});

function noticesOf({ frames }: DataResponse): readonly string[] {
  return (frames[0]?.meta?.notices ?? []).map(({ text }) => text);
}
