import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../shared/query-model.ts';
import { freshMs, type LivePoint, LiveSeriesServer } from '../support/servers/live-series-server.ts';
import type { DecodedFrame } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toBase64, toPluginContext } from './query-requests.ts';

const build = interopExecutables(process.env).goHosts.find(({ knowsLaterServices }) => knowsLaterServices);

const stage = useStage(build, 'all');
let server: LiveSeriesServer;
let session: string;

beforeAll(async () => {
  server = new LiveSeriesServer(stage.upstream);
  ({ session } = await stage.launch('13'));
});

const fastSettings = { minLiveIntervalMs: 100, retries: 0 };

interface Asked {
  readonly target: string;
  readonly jsonData?: object;
  readonly intervalMs?: number;
}

/** Where a panel can subscribe, as its page finds it in the SDK's frames; or the notices. */
async function queryPanel({ target, jsonData = fastSettings, intervalMs = 50 }: Asked) {
  const toEpochMs = Date.now();
  const { A } = await stage.queryV2(session, {
    jsonData: JSON.stringify(jsonData),
    range: { fromEpochMs: toEpochMs - 60_000, toEpochMs },
    queries: [
      {
        refId: 'A',
        intervalMs,
        model: { target, type: 'timeserie', live: {}, carried: { rangeRaw: { from: 'now-1m', to: 'now' } } },
      },
    ],
  });
  const { custom, notices = [] } = (A?.frames[0]?.meta ?? {}) as {
    readonly custom?: { readonly live?: LiveChannel };
    readonly notices?: readonly { readonly text: string }[];
  };
  return { channel: custom?.live, notices: notices.map(({ text }) => text) };
}

function toRequest({ path, data }: LiveChannel, jsonData: object = fastSettings): object {
  const pluginContext = toPluginContext({ url: stage.upstream.url, jsonData: JSON.stringify(jsonData) });
  return { pluginContext, path, data: toBase64(JSON.stringify(data)) };
}

async function channelFor(asked: Asked): Promise<LiveChannel> {
  const { channel, notices } = await queryPanel(asked);
  if (channel === undefined) throw new Error(`expected a channel, got the notices ${notices.join('; ')}`);
  return channel;
}

async function subscribe(channel: LiveChannel, jsonData?: object): Promise<unknown> {
  const request = toRequest(channel, jsonData);
  const [answer] = await stage.host.call(session, 'pluginv2.Stream/SubscribeStream', { request });
  return answer?.['status'];
}

function run(channel: LiveChannel, jsonData?: object): Promise<string> {
  return stage.host.openStream(session, 'pluginv2.Stream/RunStream', toRequest(channel, jsonData));
}

/** [value, time] of all rows of a stream's frames, once there are so many. */
async function pointsOf(stream: string, count: number): Promise<readonly LivePoint[]> {
  for (;;) {
    const { frames, open, code } = await stage.host.streamState(stream);
    const points = frames.flatMap(toPoints);
    if (points.length >= count) return points;
    if (!open) throw new Error(`expected ${count} points, got ${points.length} and the end of the stream: ${code}`);
    await sleep(20);
  }
}

function toPoints({ fields: [time, value] }: DecodedFrame): readonly LivePoint[] {
  return (time?.values ?? []).map((ns, row) => [value?.values[row] as number, Number(BigInt(String(ns)) / 1_000_000n)]);
}

describe('a live query, by the SDK of Grafana', () => {
  it('minLiveIntervalMs: no shorter pause between two questions, and each point once', async () => {
    const jsonData = { ...fastSettings, minLiveIntervalMs: 200 };
    server.add('paced', [0, Date.now()]);
    const channel = await channelFor({ target: 'paced', jsonData });
    expect(channel.data).toMatchObject({ pollMs: 200 });
    expect(await subscribe(channel, jsonData)).toBe('OK');
    const stream = await run(channel, jsonData);
    const sent: LivePoint[] = [];
    for (const [i, pauseMs] of [0, 20, 280, 140, 0, 200, 60, 240, 100, 0].entries()) {
      const point: LivePoint = [i, freshMs()];
      sent.push(point);
      server.add('paced', point);
      await sleep(pauseMs);
    }
    const got = (await pointsOf(stream, 10)).filter((_, i) => i < 10);
    await stage.host.cancelStream(stream);
    expect(got.map(([, epochMs]) => epochMs).toSorted((a, b) => a - b)).toEqual(sent.map(([, epochMs]) => epochMs));
    const asked = server.ranges.map(({ toEpochMs }) => toEpochMs).slice(1);
    // A question that came late is followed by one that comes in time.
    const tookMs = (asked.at(-1) ?? NaN) - (asked[0] ?? NaN);
    expect(asked.length).toBeLessThanOrEqual(Math.floor(tookMs / 200) + 2);
  });

  it('maxLiveStreams: a panel too many is told, and may not subscribe', async () => {
    const jsonData = { ...fastSettings, maxLiveStreams: 1 };
    const [first, second] = [
      await channelFor({ target: 'one', jsonData }),
      await channelFor({ target: 'two', jsonData }),
    ];
    const asked = stage.upstream.nextRequest('/query');
    const stream = await run(first, jsonData);
    await asked;
    expect(await subscribe(second, jsonData)).toBe('PERMISSION_DENIED');
    expect(await subscribe(first, jsonData)).toBe('OK');
    const { channel, notices } = await queryPanel({ target: 'two', jsonData });
    expect(channel).toBeUndefined();
    expect(notices).toEqual([expect.stringContaining('maxLiveStreams')]);
    await stage.host.cancelStream(stream);
  });

  it('is refused with oauthPassThru and keepCookies, in the answer and at the subscription', async () => {
    const channel = await channelFor({ target: 'shared' });
    for (const identity of [{ oauthPassThru: true }, { keepCookies: ['sid'] }]) {
      const jsonData = { ...fastSettings, ...identity };
      expect((await queryPanel({ target: 'shared', jsonData })).notices).toEqual([
        expect.stringContaining('Live is off'),
      ]);
      expect(await subscribe(channel, jsonData)).toBe('PERMISSION_DENIED');
    }
  });

  it('runs again with its old address when the plugin was killed, and stays open while the server fails', async () => {
    server.add('robust', [0, Date.now()]);
    const channel = await channelFor({ target: 'robust' });
    await stage.host.kill(session);
    ({ session } = await stage.launch('13'));
    const stream = await run(channel);
    stage.upstream.answer('/query', { status: 500, body: 'out of order' });
    await stage.upstream.nextRequest('/query');
    const epochMs = Date.now();
    server.add('robust', [1, epochMs]);
    stage.upstream.answer('/query', ({ body }) => ({ body: server.answer(body) }));
    // After the points of the last seconds, which may come twice.
    for (let count = 1; !(await pointsOf(stream, count)).flat().includes(epochMs);) count++;
    expect(await stage.host.streamState(stream)).toMatchObject({ open: true });
    await stage.host.cancelStream(stream);
  });

  it('asks once for a hundred runs of a channel, and ends its question when the last is cancelled', async () => {
    server.add('crowd', [0, Date.now()]);
    const channel = await channelFor({ target: 'crowd' });
    const asked = server.ranges.length;
    const streams = await Promise.all(Array.from({ length: 100 }, () => run(channel)));
    const epochMs = Date.now();
    server.add('crowd', [1, epochMs]);
    const all = await Promise.all(streams.map((stream) => pointsOf(stream, 1)));
    expect(all).toEqual(streams.map(() => all[0]));
    const rounds = Math.ceil((Date.now() - epochMs) / fastSettings.minLiveIntervalMs);
    expect(server.ranges.length - asked).toBeLessThanOrEqual(rounds + 2);
    stage.upstream.answer('/query', () => new Promise(() => undefined));
    const { answered } = await stage.upstream.nextRequest('/query');
    await Promise.all(streams.map((stream) => stage.host.cancelStream(stream)));
    expect(await answered).toBe(false);
    stage.upstream.answer('/query', ({ body }) => ({ body: server.answer(body) }));
  });
});
