import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../shared/query-model.ts';
import { type LivePoint, LiveSeriesServer } from '../support/servers/live-series-server.ts';
import { PushingServer } from '../support/servers/pushing-server.ts';
import type { DecodedFrame } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toBase64, toPluginContext } from './query-requests.ts';

const build = interopExecutables(process.env).goHosts.find(({ knowsLaterServices }) => knowsLaterServices);
/** So long that questions at intervals bring nothing of what a test waits for. */
const jsonData = JSON.stringify({ minLiveIntervalMs: 60_000, retries: 0 });

const stage = useStage(build, 'all');
let server: LiveSeriesServer;
let pushing: PushingServer;
let session: string;
let streams: string[] = [];

beforeAll(async () => {
  server = new LiveSeriesServer(stage.upstream);
  server.add('a', [0, Date.now()]);
  pushing = new PushingServer(stage.upstream);
  ({ session } = await stage.launch('13'));
});

afterEach(async () => {
  await Promise.all(streams.map((stream) => stage.host.cancelStream(stream)));
  streams = [];
});

async function channelFor(target: string): Promise<LiveChannel> {
  const toEpochMs = Date.now();
  const carried = { rangeRaw: { from: 'now-1m', to: 'now' } };
  const { A } = await stage.queryV2(session, {
    jsonData,
    range: { fromEpochMs: toEpochMs - 60_000, toEpochMs },
    queries: [{ refId: 'A', intervalMs: 50, model: { target, type: 'timeserie', live: {}, carried } }],
  });
  const { custom } = (A?.frames[0]?.meta ?? {}) as { readonly custom?: { readonly live?: LiveChannel } };
  if (custom?.live === undefined) throw new Error(`expected a channel, got ${JSON.stringify(A)}`);
  return custom.live;
}

async function run({ path, data }: LiveChannel): Promise<string> {
  const pluginContext = toPluginContext({ url: stage.upstream.url, jsonData });
  const request = { pluginContext, path, data: toBase64(JSON.stringify(data)) };
  const stream = await stage.host.openStream(session, 'pluginv2.Stream/RunStream', request);
  streams.push(stream);
  return stream;
}

async function pointsOf(stream: string, count: number): Promise<readonly LivePoint[]> {
  return pointsUntil(stream, `${count} points`, (points) => points.length >= count);
}

async function pointsUntil(
  stream: string,
  expected: string,
  isReached: (points: readonly LivePoint[]) => boolean,
): Promise<readonly LivePoint[]> {
  for (;;) {
    const { frames, open, code } = await stage.host.streamState(stream);
    const points = frames.flatMap(toPoints);
    if (isReached(points)) return points;
    if (!open) throw new Error(`expected ${expected}, got ${points.length} points and the end of the stream: ${code}`);
    await sleep(20);
  }
}

function toPoints({ fields: [time, value] }: DecodedFrame): readonly LivePoint[] {
  return (time?.values ?? []).map((ns, row) => [value?.values[row] as number, Number(BigInt(String(ns)) / 1_000_000n)]);
}

/** Of the one series that the server has, whatever is asked for. */
function push(point: LivePoint, id?: string): void {
  pushing.sendEvent([{ target: 'a', tags: { series: 'a' }, datapoints: [point] }], id);
}

describe('a stream that the server announces, by the SDK of Grafana', () => {
  it('has one connection for a hundred runs of a channel, which ends with the last of them', async () => {
    const channel = await channelFor('crowd');
    const opened = pushing.opened();
    const all = await Promise.all(Array.from({ length: 100 }, () => run(channel)));
    const { answered } = await opened;
    const points = Array.from({ length: 10 }, (_, i): LivePoint => [i, Date.now() + i]);
    for (const point of points) push(point);
    const got = await Promise.all(all.map((stream) => pointsOf(stream, points.length)));
    expect(got).toEqual(all.map(() => points));
    expect([pushing.requests.length, pushing.readers]).toEqual([1, 1]);
    // The panel's, and one for what came before the stream was open.
    expect(server.ranges).toHaveLength(2);
    await Promise.all(all.map((stream) => stage.host.cancelStream(stream)));
    expect(await answered).toBe(false);
  });

  it('is opened again when it ends, from the last event on, and when the plugin was killed', async () => {
    const channel = await channelFor('robust');
    const opened = pushing.opened();
    const stream = await run(channel);
    await opened;
    const first: LivePoint = [1, Date.now()];
    push(first, '7');
    expect(await pointsOf(stream, 1)).toEqual([first]);
    const again = pushing.opened();
    pushing.end();
    expect((await again).headers['last-event-id']).toBe('7');
    const second: LivePoint = [2, first[1] + 1];
    push(second, '8');
    expect(await pointsOf(stream, 2)).toEqual([first, second]);

    await stage.host.kill(session);
    ({ session } = await stage.launch('13'));
    const restarted = pushing.opened();
    const repeated = await run(channel);
    await restarted;
    const third: LivePoint = [3, Date.now()];
    push(third);
    // What the server had before may come first.
    const hasThird = (points: readonly LivePoint[]): boolean => points.at(-1)?.[0] === third[0];
    expect((await pointsUntil(repeated, 'the third point', hasThird)).at(-1)).toEqual(third);
  });
});
