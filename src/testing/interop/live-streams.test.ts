import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../shared/query-model.ts';
import type { RecordedRequest, Script, ScriptedAnswer } from '../support/fake-upstream.ts';
import { type LivePoint, LiveSeriesServer } from '../support/servers/live-series-server.ts';
import { untilGone } from '../support/process/until-gone.ts';
import type { DecodedFrame, Launched } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toBase64, toPluginContext } from './query-requests.ts';

const build = interopExecutables(process.env).goHosts.find(({ knowsLaterServices }) => knowsLaterServices);

const stage = useStage(build);
let server: LiveSeriesServer;
let launched: Launched;

beforeEach(async () => {
  server = new LiveSeriesServer(stage.upstream);
  launched = await stage.launch('13');
});

const fastSettings = { minLiveIntervalMs: 100, retries: 0, timeout: 1 };

/** Where a panel with the last minute can subscribe. */
async function openPanel(jsonData: object = fastSettings): Promise<LiveChannel> {
  const toEpochMs = Date.now();
  const { A } = await stage.queryV2(launched.session, {
    jsonData: JSON.stringify(jsonData),
    range: { fromEpochMs: toEpochMs - 60_000, toEpochMs },
    queries: [
      {
        refId: 'A',
        intervalMs: 50,
        model: { target: 'a', type: 'timeserie', live: {}, carried: { rangeRaw: { from: 'now-1m', to: 'now' } } },
      },
    ],
  });
  const { custom } = (A?.frames[0]?.meta ?? {}) as { readonly custom?: { readonly live?: LiveChannel } };
  if (custom?.live === undefined) throw new Error(`expected a channel, got ${JSON.stringify(A)}`);
  return custom.live;
}

function run({ path, data }: LiveChannel, { jsonData = fastSettings, unread = false } = {}): Promise<string> {
  const pluginContext = toPluginContext({ url: stage.upstream.url, jsonData: JSON.stringify(jsonData) });
  const request = { pluginContext, path, data: toBase64(JSON.stringify(data)) };
  return stage.host.openStream(launched.session, 'pluginv2.Stream/RunStream', request, { unread });
}

type Points = Readonly<Record<string, readonly LivePoint[]>>;

/** What the packets of a stream hold of each series, as the SDK reads them. */
async function pointsOf(stream: string): Promise<Points> {
  const { frames } = await stage.host.streamState(stream);
  const found: Record<string, LivePoint[]> = {};
  for (const { fields } of frames) {
    const [time, ...columns] = fields;
    for (const { labels, values } of columns) {
      const points = values.flatMap((value, row): readonly LivePoint[] =>
        // What is not there at the time of another series; the SDK has no word for it.
        typeof value === 'number' ? [[value, toEpochMs(time, row)]] : [],
      );
      (found[labels?.['series'] ?? ''] ??= []).push(...points);
    }
  }
  return found;
}

function toEpochMs(time: DecodedFrame['fields'][number] | undefined, row: number): number {
  return Number(BigInt(String(time?.values[row])) / 1_000_000n);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

function sorted(points: readonly LivePoint[] = []): readonly LivePoint[] {
  return points.toSorted(([a], [b]) => Number(a) - Number(b));
}

const failures: readonly (readonly [string, Script])[] = [
  ['is out of order', { status: 500, body: 'out of order' }],
  ['asks for patience', { status: 503, headers: { 'retry-after': '0' } }],
  ['breaks off', { headers: { 'content-length': '100' }, body: '[{"target": "a", "datapo' }],
  ['says something else', { body: '<html>please log in</html>' }],
  ['does not answer in time', () => new Promise<ScriptedAnswer>(() => undefined)],
];

describe('a stream, by the SDK of Grafana', () => {
  it('has each point of the server once, whatever goes wrong in between', async () => {
    server.add('a', [0, Date.now() - 2500]);
    server.add('b', [0, Date.now() - 5000]);
    const stream = await run(await openPanel());
    const sent: Record<'a' | 'b', LivePoint[]> = { a: [], b: [] };
    let atMs = Date.now();
    const send = (): void => {
      atMs = Math.max(atMs + 2, Date.now() - (Date.now() % 2));
      const count = sent.a.length + 1;
      // One series lags behind; of the other, every second point comes late.
      const a: LivePoint = [count, count % 2 === 0 ? atMs - 1501 : atMs];
      const b: LivePoint = [count, atMs - 4000];
      sent.a.push(a);
      sent.b.push(b);
      server.add('a', a);
      server.add('b', b);
    };
    for (const [, script] of failures) {
      stage.upstream.answer('/query', script);
      send();
      const { answered } = await stage.upstream.nextRequest('/query');
      send();
      await answered;
      let next: Promise<RecordedRequest> = stage.upstream.nextRequest('/query');
      stage.upstream.answer('/query', ({ body }) => ({ body: server.answer(body) }));
      await next;
      next = stage.upstream.nextRequest('/query');
      send();
      await next;
    }
    await until(async () => {
      const { a = [], b = [] } = await pointsOf(stream);
      return a.length >= sent.a.length && b.length >= sent.b.length;
    });
    const { a, b } = await pointsOf(stream);
    expect([sorted(a), sorted(b)]).toEqual([sent.a, sent.b]);
    expect(await stage.host.streamState(stream)).toMatchObject({ open: true });
  });

  it('goes on where it was when its settings were saved, with the old ones and with the new', async () => {
    server.add('a', [0, Date.now()]);
    const channel = await openPanel();
    const sent: LivePoint[] = [];
    const got: LivePoint[] = [];
    for (const jsonData of [fastSettings, fastSettings, { ...fastSettings, strict: true }]) {
      const stream = await run(channel, { jsonData });
      const point: LivePoint = [sent.length + 1, Date.now()];
      sent.push(point);
      server.add('a', point);
      await until(async () => ((await pointsOf(stream))['a'] ?? []).length > 0);
      await stage.host.cancelStream(stream);
      got.push(...((await pointsOf(stream))['a'] ?? []));
    }
    expect(got).toEqual(sent);
  });

  it('ends with its host, which was killed, and so does the request to the server', async () => {
    server.add('a', [0, Date.now()]);
    await run(await openPanel());
    stage.upstream.answer('/query', () => new Promise(() => undefined));
    const { answered } = await stage.upstream.nextRequest('/query');
    await stage.host.crash();
    expect(await answered).toBe(false);
    expect(await untilGone(launched.pid, 60_000)).toBeDefined();
  });

  it('lets a reader that takes nothing hold up nobody, and miss what is too old for it', async () => {
    const series = Array.from({ length: 100 }, (_, i) => `s${i}`);
    let value = 0;
    const startMs = Date.now() - 30_000;
    // Each answer has 40 new points of each series.
    stage.upstream.answer('/query', () => ({
      body: series.map((target) => ({
        target,
        tags: { series: target },
        datapoints: Array.from({ length: 40 }, (_, i) => [value + i, startMs + value + i]),
      })),
    }));
    const channel = await openPanel();
    const [slow, fast] = [await run(channel, { unread: true }), await run(channel)];
    // Some three times what waits for a reader.
    const count = 80;
    for (let packets = 0; packets < count; packets++) {
      value += 40;
      await until(async () => (await stage.host.streamState(fast, { brief: true })).messages > packets);
    }
    await stage.host.readStream(slow);
    value += 40;
    const lastOf = async (stream: string): Promise<number> => Number((await pointsOf(stream))['s0']?.at(-1)?.[0]);
    await until(async () => (await lastOf(slow)) === value + 39);
    const [all, some] = [(await pointsOf(fast))['s0'] ?? [], (await pointsOf(slow))['s0'] ?? []];
    expect(all.map(([one]) => one)).toEqual(Array.from({ length: all.length }, (_, i) => 40 + i));
    expect(all).toHaveLength(value);
    expect(some.length).toBeLessThan(all.length);
  });
});
