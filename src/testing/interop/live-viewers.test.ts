import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../shared/query-model.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage } from './interop-stage.ts';
import { toBase64, toPluginContext } from './query-requests.ts';

const build = interopExecutables(process.env).goHosts.find(({ knowsLaterServices }) => knowsLaterServices);

const intervalMs = 1000;
const targets = Array.from({ length: 100 }, (_, i) => `channel ${i}`);
const viewers = 100;

const stage = useStage(build, 'all');
let session: string;
/** The ends of the ranges that the server was asked for, by target. */
const askedTo = new Map<string, number[]>();

beforeAll(async () => {
  stage.upstream.answer('/query', ({ body }) => ({ body: answer(body) }));
  ({ session } = await stage.launch('13'));
});

/** A point of each target at the end of the range. */
function answer(body: string): unknown {
  const asked = JSON.parse(body) as { readonly range: { readonly to: string }; readonly targets: { target: string }[] };
  const toEpochMs = Date.parse(asked.range.to);
  for (const { target } of asked.targets) askedTo.set(target, [...(askedTo.get(target) ?? []), toEpochMs]);
  return asked.targets.map(({ target }) => ({ target, datapoints: [[1, toEpochMs - 1]] }));
}

async function openPanel(target: string): Promise<LiveChannel> {
  const toEpochMs = Date.now();
  const { A } = await stage.queryV2(session, {
    range: { fromEpochMs: toEpochMs - 60_000, toEpochMs },
    queries: [
      {
        refId: 'A',
        intervalMs,
        model: { target, type: 'timeserie', live: {}, carried: { rangeRaw: { from: 'now-1m', to: 'now' } } },
      },
    ],
  });
  const { custom } = (A?.frames[0]?.meta ?? {}) as { readonly custom?: { readonly live?: LiveChannel } };
  if (custom?.live === undefined) throw new Error(`expected a channel, got ${JSON.stringify(A)}`);
  return custom.live;
}

function toRequest({ path, data }: LiveChannel): object {
  return { pluginContext: toPluginContext({ url: stage.upstream.url }), path, data: toBase64(JSON.stringify(data)) };
}

async function subscribe(channel: LiveChannel): Promise<unknown> {
  const [answered] = await stage.host.call(session, 'pluginv2.Stream/SubscribeStream', { request: toRequest(channel) });
  return answered?.['status'];
}

function requests(): number {
  return [...askedTo.values()].reduce((sum, { length }) => sum + length, 0);
}

describe('a hundred live channels with a hundred viewers each', () => {
  it('cost the server a request per channel and interval, and nothing for a viewer who joins', async () => {
    const channels: LiveChannel[] = [];
    for (const target of targets) channels.push(await openPanel(target));
    expect(new Set(channels.map(({ path }) => path))).toHaveProperty('size', targets.length);
    for (const channel of channels) {
      const answers = await Promise.all(Array.from({ length: viewers }, () => subscribe(channel)));
      expect(new Set(answers)).toEqual(new Set(['OK']));
    }
    expect(requests()).toBe(targets.length);
    const run = async (channel: LiveChannel): Promise<string> =>
      stage.host.openStream(session, 'pluginv2.Stream/RunStream', toRequest(channel));
    const streams = await Promise.all(channels.map(run));
    askedTo.clear();
    const perChannel = 5;
    while (targets.some((target) => (askedTo.get(target)?.length ?? 0) < perChannel)) await sleep(50);
    for (const stream of streams) {
      expect((await stage.host.streamState(stream, { brief: true })).messages).toBeGreaterThan(0);
    }
    for (const times of askedTo.values()) {
      const took = (times.at(-1) ?? 0) - (times[0] ?? 0);
      // A question that came late is followed by one that comes in time.
      expect(times.length).toBeLessThanOrEqual(Math.floor(took / intervalMs) + 2);
    }
    await Promise.all(streams.map((stream) => stage.host.cancelStream(stream)));
  });
});
