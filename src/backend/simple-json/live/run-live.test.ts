import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { LiveChannel } from '../../../shared/query-model.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../testing/support/fake-upstream.ts';
import {
  type LivePoint,
  LiveSeriesServer,
  packetPoints,
  type PacketJson,
} from '../../../testing/support/servers/live-series-server.ts';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import type { DataResponse } from '../../sdk/api/query-data.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { StreamPacket, StreamRequest } from '../../sdk/api/stream.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { type ClosablePlugin, createSimpleJsonPlugin } from '../simple-json-plugin.ts';

/** Between two questions. */
const pollMs = 100;

let upstream: FakeUpstream;
let server: LiveSeriesServer;
let plugin: ClosablePlugin;
let stopped: AbortController;
/** A host ends each of them when its call is over. */
let runs: Run[];

beforeEach(async () => {
  upstream = await startFakeUpstream();
  server = new LiveSeriesServer(upstream);
  plugin = createPlugin();
  stopped = new AbortController();
  runs = [];
});

afterEach(async () => {
  stopped.abort();
  await Promise.all(runs.map((running) => running.cancel()));
  await plugin.close();
  await upstream.close();
});

function createPlugin(): ClosablePlugin {
  return createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
}

interface ContextGiven extends Partial<RequestContext> {
  readonly jsonData?: object | undefined;
}

function aContext({ jsonData = {}, ...given }: ContextGiven = {}): RequestContext {
  const json = { minLiveIntervalMs: pollMs, retries: 0, ...jsonData };
  const dataSourceInstanceSettings = instanceSettings(json, {}, { url: upstream.url });
  const user = { login: 'anna', name: 'Anna', email: 'anna@localhost', role: 'Viewer' };
  const pluginContext = { orgId: 1, userAgent: '', grafanaConfig: {}, user, dataSourceInstanceSettings };
  return { pluginContext, fromAlert: false, headers: {}, headersFrom: 'host', signal: stopped.signal, ...given };
}

interface Question {
  readonly jsonData?: object;
  readonly model?: object;
  readonly to?: string;
  readonly rangeMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fromAlert?: boolean;
}

/** What a panel that is live gets first. */
async function queryPanel({ model, to = 'now', rangeMs = 60_000, ...given }: Question = {}): Promise<DataResponse> {
  const toEpochMs = Date.now();
  const timeRange = { fromEpochMs: toEpochMs - rangeMs, toEpochMs };
  const carried = { rangeRaw: { from: 'now-1m', to }, panelId: 7 };
  const json = JSON.stringify({ refId: 'A', target: 'a', type: 'timeserie', live: {}, carried, ...model });
  const queries = [{ refId: 'A', queryType: '', maxDataPoints: 100, intervalMs: 50, timeRange, json }];
  const responses = await plugin.queryData({ queries }, aContext(given));
  return responses.get('A') ?? { frames: [] };
}

function channelOf({ frames }: DataResponse): LiveChannel {
  const channel = frames[0]?.meta?.custom?.['live'];
  if (channel === undefined) throw new Error(`expected a channel, got ${JSON.stringify(frames[0]?.meta)}`);
  return channel as LiveChannel;
}

function pointsOfFrames({ frames }: DataResponse): LivePoint[] {
  const [time, value] = frames[0]?.fields ?? [];
  return Array.from((time?.values ?? []) as Float64Array, (epochMs, row) => [value?.values[row] as number, epochMs]);
}

function noticesOf({ frames }: DataResponse): readonly string[] {
  return (frames[0]?.meta?.notices ?? []).map(({ text }) => text);
}

function toRequest({ path, data }: LiveChannel): StreamRequest {
  return { path, data: Buffer.from(JSON.stringify(data)) };
}

/** A host's call: it asks for the next packet as soon as it has one. */
class Run {
  readonly #cancelled = new AbortController();
  readonly #packets: AsyncIterator<StreamPacket>;
  #pending: Promise<IteratorResult<StreamPacket>>;

  constructor(channel: LiveChannel, jsonData: object | undefined) {
    const { signal } = this.#cancelled;
    const packets = plugin.runStream(toRequest(channel), aContext({ jsonData, signal }));
    this.#packets = packets[Symbol.asyncIterator]();
    this.#pending = this.#packets.next();
  }

  /** Resolves when nothing is left of it. */
  async cancel(): Promise<void> {
    this.#cancelled.abort();
    await this.#packets.return?.();
  }

  async next(): Promise<StreamPacket> {
    const result = await this.#pending;
    if (result.done === true) throw new Error('expected a packet, got the end of the stream');
    this.#pending = this.#packets.next();
    return result.value;
  }
}

function run(channel: LiveChannel, jsonData?: object): Run {
  const running = new Run(channel, jsonData);
  runs.push(running);
  return running;
}

async function pointsOfNext(running: Run): Promise<LivePoint[]> {
  return [...(packetPoints(await running.next())['a'] ?? [])];
}

/** Panels ask for a minute, streams for less: those wait, and get what there is when they may pass. */
function holdPolls(): () => void {
  const held = Promise.withResolvers<undefined>();
  upstream.answer('/query', async ({ body }) => {
    const { range } = JSON.parse(body) as { readonly range: { readonly from: string; readonly to: string } };
    if (Date.parse(range.to) - Date.parse(range.from) < 60_000) await held.promise;
    return { body: server.answer(body) };
  });
  return () => {
    held.resolve(undefined);
  };
}

/** Points by series, until a series has so many. */
async function pointsUntil(running: Run, series: string, count: number): Promise<Record<string, LivePoint[]>> {
  const found: Record<string, LivePoint[]> = {};
  while ((found[series]?.length ?? 0) < count) {
    for (const [name, points] of Object.entries(packetPoints(await running.next())))
      (found[name] ??= []).push(...points);
  }
  return found;
}

describe('a live query', () => {
  it('says where its page can subscribe', async () => {
    const channel = channelOf(await queryPanel());
    expect(channel.path).toMatch(/^v1\/[\w-]{43}$/);
    expect(await plugin.subscribeStream(toRequest(channel), aContext())).toEqual({ status: 'ok' });
  });

  it.each([
    ['a range that ends in the past', { to: 'now-1h' }],
    ['an alert rule', { fromAlert: true }],
    ['a query that is not', { model: { live: undefined } }],
  ])('does not say so for %s', async (_name, question: Question) => {
    const response = await queryPanel(question);
    expect(response.frames[0]?.meta?.custom?.['live']).toBeUndefined();
    expect(noticesOf(response)).toEqual([]);
  });

  it.each([
    ['oauthPassThru', { jsonData: { oauthPassThru: true } }],
    ['keepCookies', { jsonData: { keepCookies: ['sid'] } }],
    ['time series', { model: { type: 'table' } }],
    ['\\(maxLiveStreams: 0\\)$', { jsonData: { maxLiveStreams: 0 } }],
    ['too large', { model: { payload: { text: 'x'.repeat(50_000) } } }],
  ])('says why it is none: %s', async (reason, question: Question) => {
    const response = await queryPanel(question);
    expect(response.frames[0]?.meta?.custom?.['live']).toBeUndefined();
    expect(noticesOf(response)).toEqual([expect.stringMatching(`^Live is off: .*${reason}`)]);
  });

  it('has one channel for all panels that ask the same, and another for another refId, metric or interval', async () => {
    const [first, otherPanel, otherRef, otherMetric, otherInterval] = await Promise.all([
      queryPanel({ model: { maxDataPoints: 400, intervalMs: 50, datasource: { uid: 'a' }, key: 'Q-1' } }),
      queryPanel({
        model: { carried: { rangeRaw: { from: 'now-3h', to: 'now' }, panelId: 8 }, maxDataPoints: 1900, key: 'Q-2' },
      }),
      queryPanel({ model: { refId: 'A', target: 'a', alias: 'x' } }),
      queryPanel({ model: { target: 'b' } }),
      queryPanel({ model: { live: { intervalMs: 5000 } } }),
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
    const { data } = channelOf(await queryPanel({ jsonData, model: { live: { intervalMs } } }));
    expect(data['pollMs']).toBe(Math.max(100, expected));
  });

  it('that is longer than any timer waits does not become none', async () => {
    const { path, data } = channelOf(await queryPanel({ model: { live: { intervalMs: 1e12 } } }));
    const asked = upstream.requests.length;
    run({ path, data });
    await sleep(3 * pollMs);
    expect(upstream.requests).toHaveLength(asked);
  });
});

it('is counted while it runs, however many look', async () => {
  const channel = channelOf(await queryPanel());
  const counted = async (): Promise<string> =>
    /^simple_json_live_streams\{.*\} (\d+)$/m.exec(await plugin.collectMetrics())?.[1] ?? 'none';
  expect(await counted()).toBe('0');
  const viewers = [run(channel), run(channel)];
  server.add('a', [1, Date.now()]);
  await viewers[0]?.next();
  expect(await counted()).toBe('1');
  await Promise.all(viewers.map((viewer) => viewer.cancel()));
  expect(await counted()).toBe('0');
});

it('takes no channel from what a server says of its answer', async () => {
  const theirs = { live: { path: 'v1/theirs', data: {} }, kept: 1 };
  upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, Date.now()]], meta: { custom: theirs } }] });
  expect(channelOf(await queryPanel()).path).not.toBe('v1/theirs');
  const { frames } = await queryPanel({ model: { live: undefined } });
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
    const request = toRequest(change(channelOf(await queryPanel())));
    expect(await plugin.subscribeStream(request, aContext())).toEqual({ status: 'not found' });
    await expect(plugin.runStream(request, aContext())[Symbol.asyncIterator]().next()).rejects.toThrow('expected');
  });

  it('is denied where answers depend on who asks, and a run ends without a question', async () => {
    const channel = channelOf(await queryPanel());
    const asked = upstream.requests.length;
    const request = toRequest(channel);
    const context = aContext({ jsonData: { oauthPassThru: true } });
    expect(await plugin.subscribeStream(request, context)).toEqual({ status: 'permission denied' });
    expect(await plugin.runStream(request, context)[Symbol.asyncIterator]().next()).toEqual({ done: true });
    expect(upstream.requests).toHaveLength(asked);
  });

  it('lets nobody publish', async () => {
    const request = toRequest(channelOf(await queryPanel()));
    expect(await plugin.publishStream(request, aContext())).toBe('permission denied');
  });
});

describe('a run', () => {
  it('sends each new point once, under the names of the first rows', async () => {
    const startMs = Date.now();
    server.add('a', [1, startMs - 2000], [2, startMs - 1000]);
    server.add('b', [10, startMs - 1000]);
    const first = await queryPanel({ model: { alias: '{{series}} of x', unit: 'watt' } });
    const running = run(channelOf(first));
    const sent: LivePoint[] = [];
    const packets: Promise<Record<string, LivePoint[]>> = pointsUntil(running, 'a of x', 10);
    for (let i = 0; i < 10; i++) {
      const point: LivePoint = [i, Date.now()];
      sent.push(point);
      server.add('a', point);
      if (i === 5) server.add('b', [55, point[1]]);
      await sleep(Math.random() * 1.5 * pollMs);
    }
    expect(await packets).toEqual({ 'a of x': sent, 'b of x': [[55, sent[5]?.[1]]] });
    const looks = first.frames.map(({ fields }) => fields[1]);
    expect(looks.map((field) => field?.config?.displayNameFromDS)).toEqual(['a of x', 'b of x']);
    server.add('a', [99, Date.now()]);
    const last = await running.next();
    const { schema } = JSON.parse(String(last)) as PacketJson;
    expect(schema).toMatchObject({
      refId: 'A',
      fields: [
        { name: 'Time', type: 'time' },
        ...looks.map((field) => ({ type: 'number', labels: field?.labels, config: field?.config })),
      ],
    });
  });

  it('believes nothing of its first rows that it has not said itself', async () => {
    server.add('a', [1, Date.now() - 1000]);
    const { path, data } = channelOf(await queryPanel());
    const series = [{ name: 'made up', labels: {}, config: { links: [{ url: 'javascript:alert(1)' }] } }];
    const forged = { ...data, series, askedEpochMs: 8e15, lastEpochMs: 8e15, fromEpochMs: 0, maxDataPoints: 1e300 };
    const running = run({ path, data: forged });
    server.add('a', [2, Date.now()]);
    const packet = await running.next();
    expect(packetPoints(packet)).toMatchObject({ a: expect.arrayContaining([[2, expect.any(Number)]]) });
    const { schema } = JSON.parse(String(packet)) as PacketJson;
    expect(schema.fields).toHaveLength(2);
    expect(upstream.bodies('/query').at(-1)).toMatchObject({ maxDataPoints: 10_000 });
  });

  it('asks from the last point on, as the panel asked', async () => {
    const lastMs = Date.now() - 500;
    server.add('a', [1, lastMs]);
    const running = run(channelOf(await queryPanel()));
    const newMs = Date.now();
    server.add('a', [2, newMs]);
    await running.next();
    await upstream.nextRequest('/query');
    const [panel, second, third] = upstream.bodies('/query') as Record<string, unknown>[];
    expect(server.ranges.slice(1, 3).map(({ fromEpochMs }) => fromEpochMs)).toEqual([lastMs, newMs]);
    for (const body of [second, third]) {
      expect(body).toMatchObject({ targets: panel?.['targets'], intervalMs: 50, maxDataPoints: 100, panelId: 7 });
    }
  });

  it('is asked for nobody', async () => {
    const headers = { 'x-grafana-user': 'anna' };
    const running = run(channelOf(await queryPanel({ headers })));
    const { headers: sent } = await upstream.nextRequest('/query');
    expect(upstream.requests[0]?.headers['x-grafana-user']).toBe('anna');
    expect(sent['x-grafana-user']).toBeUndefined();
    await running.cancel();
  });

  it('keeps points that come late', async () => {
    const startMs = Date.now();
    server.add('a', [1, startMs - 3000]);
    server.add('b', [1, startMs - 1000]);
    const running = run(channelOf(await queryPanel()));
    server.add('b', [2, startMs - 500]);
    await running.next();
    server.add('a', [5, startMs - 2000], [6, startMs - 2500]);
    expect(packetPoints(await running.next())['a']).toEqual([
      [6, startMs - 2500],
      [5, startMs - 2000],
    ]);
  });

  it('waits for the end of a point that the server changes as it fills up', async () => {
    const bucketMs = Date.now() - 200;
    server.add('a', [1, bucketMs - 1000]);
    const running = run(channelOf(await queryPanel()));
    server.add('a', [2, bucketMs]);
    const all = [...(packetPoints(await running.next())['a'] ?? [])];
    upstream.answer('/query', { body: [{ target: 'a', tags: { series: 'a' }, datapoints: [[3, bucketMs]] }] });
    await upstream.nextRequest('/query');
    upstream.answer('/query', {
      body: [
        {
          target: 'a',
          tags: { series: 'a' },
          datapoints: [
            [4, bucketMs],
            [1, bucketMs + 50],
          ],
        },
      ],
    });
    all.push(...(packetPoints(await running.next())['a'] ?? []));
    expect(all).toEqual([
      [2, bucketMs],
      [4, bucketMs],
    ]);
  });

  it('goes on after failures, and misses nothing', async () => {
    server.add('a', [0, Date.now()]);
    const running = run(channelOf(await queryPanel()));
    const hang = { body: '[{"target": "a", "datapo' };
    const failures = [{ status: 500, body: 'broken' }, hang, { status: 200, body: '<html>' }];
    for (const failure of failures) {
      upstream.answer('/query', failure);
      server.add('a', [1, Date.now()]);
      await upstream.nextRequest('/query');
    }
    server.add('a', [2, Date.now()]);
    upstream.answer('/query', ({ body }) => ({ body: server.answer(body) }));
    const { a = [] } = packetPoints(await running.next());
    expect(a.map(([value]) => value)).toEqual([1, 1, 1, 2]);
  });

  it('ends its question when it is cancelled', async () => {
    const running = run(channelOf(await queryPanel()));
    upstream.answer('/query', () => new Promise(() => undefined));
    const { answered } = await upstream.nextRequest('/query');
    await running.cancel();
    expect(await answered).toBe(false);
  });

  it('shares its questions with every other run of its channel, whoever comes and goes', async () => {
    server.add('a', [0, Date.now()]);
    const channel = channelOf(await queryPanel());
    const all = Array.from({ length: 20 }, () => run(channel));
    const waiting = all.map(async (one) => packetPoints(await one.next())['a']);
    const point: LivePoint = [1, Date.now()];
    server.add('a', point);
    expect(await Promise.all(waiting)).toEqual(all.map(() => [point]));
    // One for the panel, one for all runs.
    expect(server.ranges).toHaveLength(2);
    const [left, ...others] = all;
    await Promise.all(others.map((one) => one.cancel()));
    server.add('a', [2, Date.now()]);
    expect(left && packetPoints(await left.next())['a']).toMatchObject([[2, expect.any(Number)]]);
  });

  it('is joined by a viewer who misses nothing and sees nothing twice, and takes nothing from others', async () => {
    server.add('a', [0, Date.now()]);
    const first = run(channelOf(await queryPanel()));
    const sent: LivePoint[] = [];
    const send = (): void => {
      const point: LivePoint = [sent.length + 1, Date.now()];
      sent.push(point);
      server.add('a', point);
    };
    send();
    const shown = await pointsOfNext(first);

    let letPollsPass = holdPolls();
    send();
    // What the stream has not pushed yet is not among the first rows either: the next packet has it.
    const rows = await queryPanel();
    const joined = pointsOfFrames(rows).filter(([value]) => value !== 0);
    expect(joined).toEqual(sent.slice(0, 1));
    letPollsPass();
    shown.push(...(await pointsOfNext(first)));

    letPollsPass = holdPolls();
    send();
    const channel = channelOf(rows);
    const { initial } = await plugin.subscribeStream(toRequest(channel), aContext());
    if (initial === undefined) throw new Error('expected what was pushed meanwhile');
    joined.push(...(packetPoints(initial)['a'] ?? []));
    expect(joined).toEqual(sent.slice(0, 2));
    const second = run(channel);
    letPollsPass();
    shown.push(...(await pointsOfNext(first)));
    joined.push(...(await pointsOfNext(second)));
    expect([shown, joined]).toEqual([sent, sent]);
    // A viewer whose connection was lost subscribes again with the same data.
    expect(await plugin.subscribeStream(toRequest(channel), aContext())).toEqual({ status: 'ok' });
  });

  it('sends a viewer who never subscribed what it has missed', async () => {
    server.add('a', [0, Date.now()]);
    const first = run(channelOf(await queryPanel()));
    const letPollsPass = holdPolls();
    const point: LivePoint = [1, Date.now()];
    server.add('a', point);
    const channel = channelOf(await queryPanel());
    letPollsPass();
    expect(await pointsOfNext(first)).toEqual([point]);
    expect(await pointsOfNext(run(channel))).toEqual([point]);
  });

  it('takes nothing from another one that asks with other settings', async () => {
    server.add('a', [0, Date.now()]);
    const channel = channelOf(await queryPanel());
    const runs = [run(channel), run(channel, { strict: true }), run(channel)];
    for (const value of [1, 2, 3]) {
      const point: LivePoint = [value, Date.now()];
      server.add('a', point);
      const packets = await Promise.all(runs.map((one) => one.next()));
      expect(packets.map((packet) => packetPoints(packet)['a'])).toEqual(runs.map(() => [point]));
    }
  });

  it('finds the first points of a server whose clock is behind', async () => {
    const running = run(channelOf(await queryPanel({ rangeMs: 3_600_000 })));
    const point: LivePoint = [1, Date.now() - 600_000];
    server.add('a', point);
    expect(packetPoints(await running.next())['a']).toEqual([point]);
    const other: LivePoint = [2, point[1] + 1000];
    server.add('b', other);
    expect(packetPoints(await running.next())['b']).toEqual([other]);
  });

  it('goes on where it was when it is repeated, and after a restart repeats rather than misses', async () => {
    server.add('a', [0, Date.now()]);
    const channel = channelOf(await queryPanel());
    const running = run(channel);
    server.add('a', [1, Date.now()]);
    await running.next();
    await running.cancel();
    server.add('a', [2, Date.now()]);
    const repeated = run(channel);
    expect(packetPoints(await repeated.next())['a']?.map(([value]) => value)).toEqual([2]);
    await repeated.cancel();

    await plugin.close();
    plugin = createPlugin();
    server.add('a', [3, Date.now()]);
    const old = { ...channel, data: { ...channel.data, askedEpochMs: Date.now() - 3_600_000, lastEpochMs: 0 } };
    expect(packetPoints(await run(old).next())['a']?.map(([value]) => value)).toContain(3);
  });

  it('waits for a place where there are enough', async () => {
    const jsonData = { maxLiveStreams: 1 };
    const [one, other] = [
      channelOf(await queryPanel({ jsonData })),
      channelOf(await queryPanel({ jsonData, model: { target: 'b' } })),
    ];
    const first = run(one, jsonData);
    const second = run(other, jsonData);
    const packet = second.next();
    await upstream.nextRequest('/query');
    expect(noticesOf(await queryPanel({ jsonData, model: { target: 'c' } }))).toEqual([
      expect.stringContaining('1 streams'),
    ]);
    await first.cancel();
    server.add('b', [1, Date.now()]);
    expect(packetPoints(await packet)['b']).toHaveLength(1);
  });
});
