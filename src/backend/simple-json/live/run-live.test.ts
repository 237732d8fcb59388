import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { channelOf, minPollMs, useLiveStage } from '../../../testing/support/live-stage.ts';
import {
  freshMs,
  type LivePoint,
  packetPoints,
  type PacketJson,
} from '../../../testing/support/servers/live-series-server.ts';

const stage = useLiveStage();

describe('a run', () => {
  it('sends each new point once, under the names of the first rows', async () => {
    const startMs = Date.now();
    stage.server.add('a', [1, startMs - 2000], [2, startMs - 1000]);
    stage.server.add('b', [10, startMs - 1000]);
    const first = await stage.queryPanel({ model: { alias: '{{series}} of x', unit: 'watt' } });
    const running = stage.run(channelOf(first));
    const sent: LivePoint[] = [];
    const packets: Promise<Record<string, LivePoint[]>> = running.pointsUntil('a of x', 10);
    // Several points between two questions, and several questions between two points.
    for (const [i, polls] of [0, 0.1, 1.4, 0.7, 0, 1, 0.3, 1.2, 0.5, 0].entries()) {
      const point: LivePoint = [i, freshMs()];
      sent.push(point);
      stage.server.add('a', point);
      if (i === 5) stage.server.add('b', [55, point[1]]);
      await sleep(polls * minPollMs);
    }
    expect(await packets).toEqual({ 'a of x': sent, 'b of x': [[55, sent[5]?.[1]]] });
    const looks = first.frames.map(({ fields }) => fields[1]);
    expect(looks.map((field) => field?.config?.displayNameFromDS)).toEqual(['a of x', 'b of x']);
    stage.server.add('a', [99, freshMs()]);
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
    stage.server.add('a', [1, Date.now() - 1000]);
    const { path, data } = await stage.channelFor();
    const series = [{ name: 'made up', labels: {}, config: { links: [{ url: 'javascript:alert(1)' }] } }];
    const forged = { ...data, series, askedEpochMs: 8e15, lastEpochMs: 8e15, fromEpochMs: 0, maxDataPoints: 1e300 };
    const running = stage.run({ path, data: forged });
    stage.server.add('a', [2, freshMs()]);
    const packet = await running.next();
    expect(packetPoints(packet)).toMatchObject({ a: expect.arrayContaining([[2, expect.any(Number)]]) });
    const { schema } = JSON.parse(String(packet)) as PacketJson;
    expect(schema.fields).toHaveLength(2);
    expect(stage.upstream.bodies('/query').at(-1)).toMatchObject({ maxDataPoints: 10_000 });
  });

  it('asks from the last point on, as the panel asked', async () => {
    const lastMs = Date.now() - 500;
    stage.server.add('a', [1, lastMs]);
    const running = stage.run(await stage.channelFor());
    const newMs = freshMs();
    stage.server.add('a', [2, newMs]);
    await running.next();
    await stage.upstream.nextRequest('/query');
    const [panel, second, third] = stage.upstream.bodies('/query') as Record<string, unknown>[];
    expect(stage.server.ranges.slice(1, 3).map(({ fromEpochMs }) => fromEpochMs)).toEqual([lastMs, newMs]);
    for (const body of [second, third]) {
      expect(body).toMatchObject({ targets: panel?.['targets'], intervalMs: 50, maxDataPoints: 100, panelId: 7 });
    }
  });

  it('is asked for nobody', async () => {
    const headers = { 'x-grafana-user': 'anna' };
    const running = stage.run(await stage.channelFor({ headers }));
    const { headers: sent } = await stage.upstream.nextRequest('/query');
    expect(stage.upstream.requests[0]?.headers['x-grafana-user']).toBe('anna');
    expect(sent['x-grafana-user']).toBeUndefined();
    await running.cancel();
  });

  it('keeps points that come late', async () => {
    const startMs = Date.now();
    stage.server.add('a', [1, startMs - 3000]);
    stage.server.add('b', [1, startMs - 1000]);
    const running = stage.run(await stage.channelFor());
    stage.server.add('b', [2, startMs - 500]);
    await running.next();
    stage.server.add('a', [5, startMs - 2000], [6, startMs - 2500]);
    expect(packetPoints(await running.next())['a']).toEqual([
      [6, startMs - 2500],
      [5, startMs - 2000],
    ]);
  });

  it('waits for the end of a point that the server changes as it fills up', async () => {
    const bucketMs = Date.now() - 200;
    stage.server.add('a', [1, bucketMs - 1000]);
    const running = stage.run(await stage.channelFor());
    stage.server.add('a', [2, bucketMs]);
    const all = [...(packetPoints(await running.next())['a'] ?? [])];
    stage.upstream.answer('/query', { body: [{ target: 'a', tags: { series: 'a' }, datapoints: [[3, bucketMs]] }] });
    await stage.upstream.nextRequest('/query');
    stage.upstream.answer('/query', {
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
    stage.server.add('a', [0, freshMs()]);
    const running = stage.run(await stage.channelFor());
    const hang = { body: '[{"target": "a", "datapo' };
    const failures = [{ status: 500, body: 'broken' }, hang, { status: 200, body: '<html>' }];
    for (const failure of failures) {
      stage.upstream.answer('/query', failure);
      stage.server.add('a', [1, freshMs()]);
      await stage.upstream.nextRequest('/query');
    }
    stage.server.add('a', [2, freshMs()]);
    stage.upstream.answer('/query', ({ body }) => ({ body: stage.server.answer(body) }));
    const { a = [] } = packetPoints(await running.next());
    expect(a.map(([value]) => value)).toEqual([1, 1, 1, 2]);
  });

  it('ends its question when it is cancelled', async () => {
    const running = stage.run(await stage.channelFor());
    stage.upstream.answer('/query', () => new Promise(() => undefined));
    const { answered } = await stage.upstream.nextRequest('/query');
    await running.cancel();
    expect(await answered).toBe(false);
  });
});
