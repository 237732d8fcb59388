import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveChannel } from '../../../../shared/query-model.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../testing/support/fake-upstream.ts';
import {
  type LivePoint,
  LiveSeriesServer,
  packetPoints,
  type PacketJson,
} from '../../../../testing/support/servers/live-series-server.ts';
import { PushingServer } from '../../../../testing/support/servers/pushing-server.ts';
import { instanceSettings } from '../../../../testing/support/settings-builders.ts';
import type { RequestContext } from '../../../sdk/api/request-context.ts';
import type { StreamPacket } from '../../../sdk/api/stream.ts';
import { type LogFields, type Logger, silentLogger } from '../../../sdk/log/logger.ts';
import { type ClosablePlugin, createSimpleJsonPlugin } from '../../simple-json-plugin.ts';

/** So long that questions at intervals do not bring what a test waits for. */
const pollMs = 60_000;

let upstream: FakeUpstream;
let server: LiveSeriesServer;
let pushing: PushingServer;
let plugin: ClosablePlugin;
let warnings: (readonly [message: string, fields: LogFields | undefined])[];
let stopped: AbortController;
let runs: Run[];

beforeEach(async () => {
  upstream = await startFakeUpstream();
  server = new LiveSeriesServer(upstream);
  pushing = new PushingServer(upstream);
  warnings = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (message, fields) => warnings.push([message, fields]),
    with: () => logger,
    atLevel: () => logger,
  };
  plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, logger);
  stopped = new AbortController();
  runs = [];
});

afterEach(async () => {
  stopped.abort();
  await Promise.all(runs.map((running) => running.cancel()));
  await plugin.close();
  await upstream.close();
});

function aContext(jsonData: object, given: Partial<RequestContext> = {}): RequestContext {
  const json = { minLiveIntervalMs: 100, retries: 0, ...jsonData };
  const secrets = { httpHeaderValue1: 'top-secret' };
  const settings = instanceSettings({ ...json, httpHeaderName1: 'X-Key' }, secrets, { url: upstream.url });
  const user = { login: 'anna', name: 'Anna', email: 'anna@localhost', role: 'Viewer' };
  const pluginContext = { orgId: 1, userAgent: '', grafanaConfig: {}, user, dataSourceInstanceSettings: settings };
  return { pluginContext, fromAlert: false, headers: {}, headersFrom: 'host', signal: stopped.signal, ...given };
}

interface Question {
  readonly jsonData?: object;
  readonly model?: object;
  readonly intervalMs?: number;
}

async function channelFor({ jsonData = {}, model, intervalMs = pollMs }: Question = {}): Promise<LiveChannel> {
  const toEpochMs = Date.now();
  const timeRange = { fromEpochMs: toEpochMs - 60_000, toEpochMs };
  const carried = { rangeRaw: { from: 'now-1m', to: 'now' } };
  const json = JSON.stringify({ refId: 'A', target: 'a', type: 'timeserie', live: { intervalMs }, carried, ...model });
  const queries = [{ refId: 'A', queryType: '', maxDataPoints: 100, intervalMs: 50, timeRange, json }];
  const headers = { 'x-grafana-user': 'anna' };
  const response = (await plugin.queryData({ queries }, aContext(jsonData, { headers }))).get('A');
  const channel = response?.frames[0]?.meta?.custom?.['live'];
  if (channel === undefined) throw new Error(`expected a channel, got ${JSON.stringify(response)}`);
  return channel as LiveChannel;
}

/** A host's call: it asks for the next packet as soon as it has one. */
class Run {
  readonly #cancelled = new AbortController();
  readonly #packets: AsyncIterator<StreamPacket>;
  #pending: Promise<IteratorResult<StreamPacket>>;

  constructor({ path, data }: LiveChannel, jsonData: object) {
    const request = { path, data: Buffer.from(JSON.stringify(data)) };
    const packets = plugin.runStream(request, aContext(jsonData, { signal: this.#cancelled.signal }));
    this.#packets = packets[Symbol.asyncIterator]();
    this.#pending = this.#packets.next();
  }

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

  /** The points of a series, until there are so many. */
  async points(series: string, count: number): Promise<readonly LivePoint[]> {
    const found: LivePoint[] = [];
    while (found.length < count) found.push(...(packetPoints(await this.next())[series] ?? []));
    return found;
  }
}

function run(channel: LiveChannel, jsonData: object = {}): Run {
  const running = new Run(channel, jsonData);
  runs.push(running);
  return running;
}

/** Results as a server pushes them. */
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
    pushing = new PushingServer(upstream, { type });
    server.add('a', [1, Date.now() - 1000]);
    server.add('b', [1, Date.now() - 1000]);
    const opened = pushing.opened();
    const running = run(await channelFor({ model: { alias: '{{series}} of x', unit: 'watt' } }));
    await opened;
    await until(() => server.ranges.length === 2);
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
    expect(server.ranges).toHaveLength(2);
  });

  it('is a request of its own in the metrics, whatever its path', async () => {
    server.add('a', [1, Date.now() - 500]);
    const opened = pushing.opened();
    const running = run(await channelFor());
    await opened;
    pushing.send(`data: ${JSON.stringify(results('a', [2, Date.now()]))}\n\n`);
    await running.points('a', 1);
    const counted = (await plugin.collectMetrics())
      .split('\n')
      .filter((line) => line.startsWith('simple_json_upstream_requests_total') && / [1-9]\d*$/.test(line))
      .map((line) => /endpoint="([^"]*)"/.exec(line)?.[1]);
    expect(counted.sort()).toEqual(['/', '/query', 'stream']);
  });

  it('is asked as at /query, for nobody, from the last point on', async () => {
    const lastMs = Date.now() - 500;
    server.add('a', [1, lastMs]);
    const opened = pushing.opened();
    run(await channelFor());
    const { method, headers, body } = await opened;
    const [panel] = upstream.bodies('/query') as Record<string, unknown>[];
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
    server.add('a', [0, Date.now() - 1000]);
    const opened = pushing.opened();
    const running = run(await channelFor());
    const missed: LivePoint = [1, Date.now()];
    server.add('a', missed);
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
    const running = run(await channelFor());
    await opened;
    for (const value of [1, 2, 3]) pushing.sendEvent(results('a', [value, bucketMs]));
    for (const at of [1, 2]) pushing.sendEvent(results('a', [10 * at, bucketMs + at]));
    expect((await running.points('a', 3)).at(-1)).toEqual([10, bucketMs + 1]);
  });

  it('is told the last event when it is read again, and not asked what it sends by itself', async () => {
    const opened = pushing.opened();
    const running = run(await channelFor());
    await opened;
    const first: LivePoint = [1, Date.now()];
    pushing.send('retry: 100\n\n');
    pushing.sendEvent(results('a', first), 'é 7');
    await running.next();
    const asked = server.ranges.length;
    const again = pushing.opened();
    pushing.end();
    const { headers } = await again;
    expect(Buffer.from(headers['last-event-id'] as string, 'latin1').toString()).toBe('é 7');
    const second: LivePoint = [2, first[1] + 1];
    pushing.sendEvent(results('a', first, second), '8');
    expect(await running.points('a', 1)).toEqual([second]);
    expect(server.ranges).toHaveLength(asked);
  });

  it('is asked once for what may be missing when it is read again without a last event', async () => {
    const opened = pushing.opened();
    const running = run(await channelFor());
    await opened;
    await until(() => server.ranges.length === 2);
    const again = pushing.opened();
    pushing.end();
    const missed: LivePoint = [1, Date.now()];
    server.add('a', missed);
    await again;
    expect(await running.points('a', 1)).toEqual([missed]);
    expect(server.ranges).toHaveLength(3);
  });

  it('has one connection for all runs of a channel, and none when the last is cancelled', async () => {
    const opened = pushing.opened();
    const channel = await channelFor();
    const all = Array.from({ length: 20 }, () => run(channel));
    const { answered } = await opened;
    const point: LivePoint = [1, Date.now()];
    pushing.sendEvent(results('a', point));
    expect(await Promise.all(all.map((one) => one.points('a', 1)))).toEqual(all.map(() => [point]));
    expect(pushing.requests).toHaveLength(1);
    await Promise.all(all.map((one) => one.cancel()));
    expect(await answered).toBe(false);
    expect(pushing.readers).toBe(0);
  });

  it('is not held up by large events', async () => {
    const opened = pushing.opened();
    const running = run(await channelFor());
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
    upstream.answer('/stream', answer);
    const opened = upstream.nextRequest('/stream');
    const running = run(await channelFor(fast));
    await opened;
    await until(() => warnings.length > 0);
    for (const value of [1, 2]) {
      const point: LivePoint = [value, Date.now()];
      server.add('a', point);
      expect(await running.points('a', 1)).toEqual([point]);
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.[0]).toContain('the stream that the server announces cannot be read');
    expect(
      JSON.stringify(warnings, (_key, value: unknown) => (value instanceof Error ? value.message : value)),
    ).not.toContain('top-secret');
  });

  it('is asked for nothing more while it closes at once', async () => {
    upstream.answer('/stream', { headers: { 'content-type': 'text/event-stream' }, body: '' });
    const opened = upstream.nextRequest('/stream');
    run(await channelFor({ intervalMs: pollMs }));
    await opened;
    const startMs = Date.now();
    const times: number[] = [];
    for (let i = 0; i < 2; i++) {
      await upstream.nextRequest('/stream');
      times.push(Date.now() - startMs);
    }
    expect(times[0]).toBeGreaterThanOrEqual(450);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(900);
  });

  it('goes on by questions while the head of the stream does not come', async () => {
    upstream.answer('/stream', () => new Promise(() => undefined));
    const opened = upstream.nextRequest('/stream');
    const running = run(await channelFor(fast));
    const { answered } = await opened;
    const point: LivePoint = [1, Date.now()];
    server.add('a', point);
    expect(await running.points('a', 1)).toEqual([point]);
    await running.cancel();
    expect(await answered).toBe(false);
  });

  it.each(['//example.com/', 'http://example.com/stream', '/../stream', '/a/%2e%2e/b', 'stream', '/a\\b', '/a#b'])(
    'is not read at %s',
    async (path) => {
      upstream.answer('/', { headers: { 'x-simple-json-stream': path }, body: 'OK' });
      const asked = upstream.nextRequest('/');
      const running = run(await channelFor(fast));
      await asked;
      server.add('a', [1, Date.now()]);
      await running.points('a', 1);
      expect(warnings.map(([message]) => message)).toEqual([
        expect.stringContaining('x-simple-json-stream is ignored'),
      ]);
      expect(upstream.requests.filter((one) => !['/', '/query'].includes(one.path))).toEqual([]);
    },
  );

  it('is not read where connections are counted', async () => {
    const jsonData = { httpMaxConnsPerHost: 1 };
    const running = run(await channelFor({ ...fast, jsonData }), jsonData);
    server.add('a', [1, Date.now()]);
    await running.points('a', 1);
    expect(upstream.requests.every((one) => one.path === '/query')).toBe(true);
  });
});
