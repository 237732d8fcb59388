import { describe, expect, it } from '@jest/globals';
import { channelOf, toStreamRequest, useLiveStage } from '../../../testing/support/live-stage.ts';
import { freshMs, type LivePoint, packetPoints } from '../../../testing/support/servers/live-series-server.ts';
import type { DataResponse } from '../../sdk/api/query-data.ts';

const stage = useLiveStage();

describe('a channel with several viewers', () => {
  it('shares its questions with every other run of its channel, whoever comes and goes', async () => {
    stage.server.add('a', [0, freshMs()]);
    const channel = await stage.channelFor();
    const letPollsPass = holdPolls(1);
    const all = Array.from({ length: 20 }, () => stage.run(channel));
    const waiting = all.map(async (one) => packetPoints(await one.next())['a']);
    const point: LivePoint = [1, freshMs()];
    stage.server.add('a', point);
    // All of them by one question: no other is answered.
    expect(await Promise.all(waiting)).toEqual(all.map(() => [point]));
    letPollsPass();
    const [left, ...others] = all;
    await Promise.all(others.map((one) => one.cancel()));
    stage.server.add('a', [2, freshMs()]);
    expect(left && packetPoints(await left.next())['a']).toMatchObject([[2, expect.any(Number)]]);
  });

  it('is joined by a viewer who misses nothing and sees nothing twice, and takes nothing from others', async () => {
    stage.server.add('a', [0, freshMs()]);
    const first = stage.run(await stage.channelFor());
    const sent: LivePoint[] = [];
    const send = (): void => {
      const point: LivePoint = [sent.length + 1, freshMs()];
      sent.push(point);
      stage.server.add('a', point);
    };
    send();
    const shown = await first.nextPoints();

    let letPollsPass = holdPolls();
    send();
    // What the stream has not pushed yet is not among the first rows either: the next packet has it.
    const rows = await stage.queryPanel();
    const joined = pointsOfFrames(rows).filter(([value]) => value !== 0);
    expect(joined).toEqual(sent.slice(0, 1));
    letPollsPass();
    shown.push(...(await first.nextPoints()));

    letPollsPass = holdPolls();
    send();
    const channel = channelOf(rows);
    const { initial } = await stage.plugin.subscribeStream(toStreamRequest(channel), stage.aContext());
    if (initial === undefined) throw new Error('expected what was pushed meanwhile');
    joined.push(...(packetPoints(initial)['a'] ?? []));
    expect(joined).toEqual(sent.slice(0, 2));
    const second = stage.run(channel);
    letPollsPass();
    shown.push(...(await first.nextPoints()));
    joined.push(...(await second.nextPoints()));
    expect([shown, joined]).toEqual([sent, sent]);
    // A viewer whose connection was lost subscribes again with the same data.
    expect(await stage.plugin.subscribeStream(toStreamRequest(channel), stage.aContext())).toEqual({ status: 'ok' });
  });

  it('sends a viewer who never subscribed what it has missed', async () => {
    stage.server.add('a', [0, freshMs()]);
    const first = stage.run(await stage.channelFor());
    const letPollsPass = holdPolls();
    const point: LivePoint = [1, freshMs()];
    stage.server.add('a', point);
    const channel = await stage.channelFor();
    letPollsPass();
    expect(await first.nextPoints()).toEqual([point]);
    expect(await stage.run(channel).nextPoints()).toEqual([point]);
  });

  it('takes nothing from another one that asks with other settings', async () => {
    stage.server.add('a', [0, freshMs()]);
    const channel = await stage.channelFor();
    const runs = [stage.run(channel), stage.run(channel, { strict: true }), stage.run(channel)];
    for (const value of [1, 2, 3]) {
      const point: LivePoint = [value, freshMs()];
      stage.server.add('a', point);
      const packets = await Promise.all(runs.map((one) => one.next()));
      expect(packets.map((packet) => packetPoints(packet)['a'])).toEqual(runs.map(() => [point]));
    }
  });

  it('finds the first points of a server whose clock is behind', async () => {
    const running = stage.run(await stage.channelFor({ rangeMs: 3_600_000 }));
    const point: LivePoint = [1, Date.now() - 600_000];
    stage.server.add('a', point);
    expect(packetPoints(await running.next())['a']).toEqual([point]);
    const other: LivePoint = [2, point[1] + 1000];
    stage.server.add('b', other);
    expect(packetPoints(await running.next())['b']).toEqual([other]);
  });

  it('goes on where it was when it is repeated, and after a restart repeats rather than misses', async () => {
    stage.server.add('a', [0, freshMs()]);
    const channel = await stage.channelFor();
    const running = stage.run(channel);
    stage.server.add('a', [1, freshMs()]);
    await running.next();
    await running.cancel();
    stage.server.add('a', [2, freshMs()]);
    const repeated = stage.run(channel);
    expect(packetPoints(await repeated.next())['a']?.map(([value]) => value)).toEqual([2]);
    await repeated.cancel();

    await stage.restartPlugin();
    stage.server.add('a', [3, freshMs()]);
    const old = { ...channel, data: { ...channel.data, askedEpochMs: Date.now() - 3_600_000, lastEpochMs: 0 } };
    expect(packetPoints(await stage.run(old).next())['a']?.map(([value]) => value)).toContain(3);
  });

  it('waits for a place where there are enough', async () => {
    const jsonData = { maxLiveStreams: 1 };
    const [one, other] = [
      await stage.channelFor({ jsonData }),
      await stage.channelFor({ jsonData, model: { target: 'b' } }),
    ];
    const first = stage.run(one, jsonData);
    const second = stage.run(other, jsonData);
    const packet = second.next();
    await stage.upstream.nextRequest('/query');
    expect(noticesOf(await stage.queryPanel({ jsonData, model: { target: 'c' } }))).toEqual([
      expect.stringContaining('1 streams'),
    ]);
    await first.cancel();
    stage.server.add('b', [1, freshMs()]);
    expect(packetPoints(await packet)['b']).toHaveLength(1);
  });
});

/** Panels ask for a minute, streams for less: those wait, but for so many, and get what there is when they may pass. */
function holdPolls(passing = 0): () => void {
  const held = Promise.withResolvers<undefined>();
  let polls = 0;
  stage.upstream.answer('/query', async ({ body }) => {
    const { range } = JSON.parse(body) as { readonly range: { readonly from: string; readonly to: string } };
    const isPoll = Date.parse(range.to) - Date.parse(range.from) < 60_000;
    if (isPoll && ++polls > passing) await held.promise;
    return { body: stage.server.answer(body) };
  });
  return () => {
    held.resolve(undefined);
  };
}

function pointsOfFrames({ frames }: DataResponse): LivePoint[] {
  const [time, value] = frames[0]?.fields ?? [];
  return Array.from((time?.values ?? []) as Float64Array, (epochMs, row) => [value?.values[row] as number, epochMs]);
}

function noticesOf({ frames }: DataResponse): readonly string[] {
  return (frames[0]?.meta?.notices ?? []).map(({ text }) => text);
}
