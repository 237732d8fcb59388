import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../../../shared/query-model.ts';
import { useLiveStage } from '../../../../testing/support/live-stage.ts';
import {
  freshMs,
  type LivePoint,
  packetPoints,
  type PacketJson,
} from '../../../../testing/support/servers/live-series-server.ts';
import { PushingServer } from '../../../../testing/support/servers/pushing-server.ts';
import type { StreamPacket } from '../../../sdk/api/stream.ts';

/** So long that questions at intervals do not bring what a test waits for. */
const pollMs = 60_000;

const stage = useLiveStage({ jsonData: { httpHeaderName1: 'X-Key' }, secrets: { httpHeaderValue1: 'top-secret' } });
let pushing: PushingServer;

beforeEach(() => {
  pushing = new PushingServer(stage.upstream);
});

interface Question {
  readonly jsonData?: object;
  readonly model?: object;
  readonly intervalMs?: number;
}

function channelFor({ jsonData = {}, model, intervalMs = pollMs }: Question = {}): Promise<LiveChannel> {
  const headers = { 'x-grafana-user': 'anna' };
  return stage.channelFor({ jsonData, headers, model: { live: { intervalMs }, ...model } });
}

function results(series: string, ...points: readonly LivePoint[]): unknown {
  return [{ target: series, tags: { series }, datapoints: points }];
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a server that announces a stream', () => {
  it.each([
    ['text/event-stream', (text: string) => `data: ${text}\n\n`],
    ['application/x-ndjson', (text: string) => `${text}\n`],
  ])('is read by %s, and its points look like those of questions', async (type, frame) => {
    pushing = new PushingServer(stage.upstream, { type });
    stage.server.add('a', [1, Date.now() - 1000]);
    stage.server.add('b', [1, Date.now() - 1000]);
    const opened = pushing.opened();
    const running = stage.run(await channelFor({ model: { alias: '{{series}} of x', unit: 'watt' } }));
    await opened;
    await until(() => stage.server.ranges.length === 2);
    const startMs = Date.now();
    const sent = Array.from({ length: 10 }, (_, i): LivePoint => [i, startMs + i]);
    for (const point of sent) pushing.send(frame(JSON.stringify(results('a', point))));
    expect(await running.points('a of x', 10)).toEqual(sent);
    pushing.send(frame(JSON.stringify(results('b', [5, startMs + 50]))));
    const { schema } = JSON.parse(String(await running.next())) as PacketJson;
    expect(schema).toMatchObject({
      refId: 'A',
      fields: [
        { name: 'Time' },
        ...['a', 'b'].map((series) => ({
          labels: { series },
          config: { unit: 'watt', displayNameFromDS: `${series} of x` },
        })),
      ],
    });
    // The panel's own question, and one for what came before the stream was open.
    expect(stage.server.ranges).toHaveLength(2);
  });

  it('is a request of its own in the metrics, whatever its path', async () => {
    stage.server.add('a', [1, Date.now() - 500]);
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    await opened;
    pushing.send(`data: ${JSON.stringify(results('a', [2, freshMs()]))}\n\n`);
    await running.points('a', 1);
    const counted = (await stage.plugin.collectMetrics())
      .split('\n')
      .filter((line) => line.startsWith('simple_json_upstream_requests_total') && / [1-9]\d*$/.test(line))
      .map((line) => /endpoint="([^"]*)"/.exec(line)?.[1]);
    expect(counted.sort()).toEqual(['/', '/query', 'stream']);
  });

  it('is asked as at /query, for nobody, from the last point on', async () => {
    const lastMs = Date.now() - 500;
    stage.server.add('a', [1, lastMs]);
    const opened = pushing.opened();
    stage.run(await channelFor());
    const { method, headers, body } = await opened;
    const [panel] = stage.upstream.bodies('/query') as Record<string, unknown>[];
    const question = JSON.parse(body) as { readonly range: { readonly from: string } };
    expect([method, question]).toMatchObject([
      'POST',
      { targets: panel?.['targets'], intervalMs: 50, rangeRaw: { to: 'now' } },
    ]);
    expect(question.range.from).toBe(new Date(lastMs).toISOString());
    expect(headers).toMatchObject({ accept: 'text/event-stream, application/x-ndjson', 'x-key': 'top-secret' });
    expect([headers['x-grafana-user'], headers['last-event-id']]).toEqual([undefined, undefined]);
  });

  it('loses and repeats nothing, whatever the stream leaves out before it is open or sends again', async () => {
    stage.server.add('a', [0, Date.now() - 1000]);
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    const missed: LivePoint = [1, freshMs()];
    stage.server.add('a', missed);
    await opened;
    const late: LivePoint = [2, missed[1] - 500];
    const fresh: LivePoint = [3, missed[1] + 500];
    for (const points of [[missed], [late, missed], [fresh]]) pushing.sendEvent(results('a', ...points));
    const got = await running.points('a', 3);
    expect(got.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([missed, late, fresh]);
  });

  it('keeps the newest point back where the server changes it, until there is a newer one', async () => {
    const bucketMs = Date.now();
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    await opened;
    for (const value of [1, 2, 3]) pushing.sendEvent(results('a', [value, bucketMs]));
    for (const at of [1, 2]) pushing.sendEvent(results('a', [10 * at, bucketMs + at]));
    expect((await running.points('a', 3)).at(-1)).toEqual([10, bucketMs + 1]);
  });

  it('is told the last event when it is read again, and not asked what it sends by itself', async () => {
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    await opened;
    const first: LivePoint = [1, freshMs()];
    pushing.send('retry: 100\n\n');
    pushing.sendEvent(results('a', first), 'é 7');
    await running.next();
    const asked = stage.server.ranges.length;
    const again = pushing.opened();
    pushing.end();
    const { headers } = await again;
    expect(Buffer.from(headers['last-event-id'] as string, 'latin1').toString()).toBe('é 7');
    const second: LivePoint = [2, first[1] + 1];
    pushing.sendEvent(results('a', first, second), '8');
    expect(await running.points('a', 1)).toEqual([second]);
    expect(stage.server.ranges).toHaveLength(asked);
  });

  it('is told the last event again after a connection that ended before its first event', async () => {
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    await opened;
    pushing.send('retry: 100\n\n');
    pushing.sendEvent(results('a', [1, freshMs()]), '7');
    await running.next();
    for (let i = 0; i < 2; i++) {
      const again = pushing.opened();
      pushing.end();
      expect((await again).headers['last-event-id']).toBe('7');
    }
  });

  it('is asked once for what may be missing when it is read again without a last event', async () => {
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    await opened;
    await until(() => stage.server.ranges.length === 2);
    const again = pushing.opened();
    pushing.end();
    const missed: LivePoint = [1, freshMs()];
    stage.server.add('a', missed);
    await again;
    expect(await running.points('a', 1)).toEqual([missed]);
    expect(stage.server.ranges).toHaveLength(3);
  });

  it('has one connection for all runs of a channel, and none when the last is cancelled', async () => {
    const opened = pushing.opened();
    const channel = await channelFor();
    const all = Array.from({ length: 20 }, () => stage.run(channel));
    const { answered } = await opened;
    const point: LivePoint = [1, freshMs()];
    pushing.sendEvent(results('a', point));
    expect(await Promise.all(all.map((one) => one.points('a', 1)))).toEqual(all.map(() => [point]));
    expect(pushing.requests).toHaveLength(1);
    await Promise.all(all.map((one) => one.cancel()));
    expect(await answered).toBe(false);
    expect(pushing.readers).toBe(0);
  });

  it('is not held up by large events', async () => {
    const opened = pushing.opened();
    const running = stage.run(await channelFor());
    await opened;
    const startMs = Date.now();
    const points = Array.from({ length: 20_000 }, (_, i): LivePoint => [i, startMs + i]);
    pushing.sendEvent(results('a', ...points));
    const packets: StreamPacket[] = [];
    for (let count = 0; count < 16_384;) {
      const packet = await running.next();
      packets.push(packet);
      count += packetPoints(packet)['a']?.length ?? 0;
    }
    expect(Math.max(...packets.map(({ length }) => length))).toBeLessThan(1024 * 1024);
  });
});

describe('a server whose stream cannot be read', () => {
  const fast = { intervalMs: 100 };

  it.each([
    ['404', { status: 404 }],
    ['500', { status: 500, body: 'broken' }],
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['a plain answer', { body: [] }],
    [
      'an error',
      {
        headers: { 'content-type': 'text/event-stream' },
        body: 'event: error\ndata: {"message":"X-Key top-secret"}\n\n',
      },
    ],
    ['an error among results', { headers: { 'content-type': 'application/x-ndjson' }, body: '{"error":"no disk"}\n' }],
    ['what is no JSON', { headers: { 'content-type': 'text/event-stream' }, body: 'data: [1\n\n' }],
  ])('is asked at intervals instead, and the log says so once: %s', async (_name, answer) => {
    stage.upstream.answer('/stream', answer);
    const opened = stage.upstream.nextRequest('/stream');
    const running = stage.run(await channelFor(fast));
    await opened;
    await until(() => stage.warnings.length > 0);
    for (const value of [1, 2]) {
      const point: LivePoint = [value, freshMs()];
      stage.server.add('a', point);
      expect(await running.points('a', 1)).toEqual([point]);
    }
    expect(stage.warnings).toHaveLength(1);
    expect(stage.warnings[0]?.[0]).toContain('the stream that the server announces cannot be read');
    expect(
      JSON.stringify(stage.warnings, (_key, value: unknown) => (value instanceof Error ? value.message : value)),
    ).not.toContain('top-secret');
  });

  it('is asked for nothing more while it closes at once', async () => {
    stage.upstream.answer('/stream', { headers: { 'content-type': 'text/event-stream' }, body: '' });
    const opened = stage.upstream.nextRequest('/stream');
    stage.run(await channelFor());
    await opened;
    const startMs = Date.now();
    const times: number[] = [];
    for (let i = 0; i < 2; i++) {
      await stage.upstream.nextRequest('/stream');
      times.push(Date.now() - startMs);
    }
    expect(times[0]).toBeGreaterThanOrEqual(450);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(900);
  });

  it('goes on by questions while the head of the stream does not come', async () => {
    stage.upstream.answer('/stream', () => new Promise(() => undefined));
    const opened = stage.upstream.nextRequest('/stream');
    const running = stage.run(await channelFor(fast));
    const { answered } = await opened;
    const point: LivePoint = [1, freshMs()];
    stage.server.add('a', point);
    expect(await running.points('a', 1)).toEqual([point]);
    await running.cancel();
    expect(await answered).toBe(false);
  });

  it.each(['//example.com/', 'http://example.com/stream', '/../stream', '/a/%2e%2e/b', 'stream', '/a\\b', '/a#b'])(
    'is not read at %s',
    async (path) => {
      stage.upstream.answer('/', { headers: { 'x-simple-json-stream': path }, body: 'OK' });
      const running = stage.run(await channelFor(fast));
      await until(() => stage.warnings.length > 0);
      stage.server.add('a', [1, freshMs()]);
      await running.points('a', 1);
      expect(stage.warnings.map(([message]) => message)).toEqual([
        expect.stringContaining('x-simple-json-stream is ignored'),
      ]);
      expect(stage.upstream.requests.filter((one) => !['/', '/query'].includes(one.path))).toEqual([]);
    },
  );

  it('is not read where connections are counted', async () => {
    const jsonData = { httpMaxConnsPerHost: 1 };
    const running = stage.run(await channelFor({ ...fast, jsonData }), jsonData);
    stage.server.add('a', [1, freshMs()]);
    await running.points('a', 1);
    expect(stage.upstream.requests.every((one) => one.path === '/query')).toBe(true);
  });
});
