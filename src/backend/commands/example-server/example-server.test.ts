import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExampleServer, startExampleServer } from './example-server.ts';

const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
const fromMs = Date.parse(range.from);
const toMs = Date.parse(range.to);

let server: ExampleServer;

beforeAll(async () => {
  server = await startExampleServer({ host: '127.0.0.1', port: 0, slowAnswerMs: 150 });
});

afterAll(() => server.stop());

describe('the health of the server', () => {
  it('is 200 at /', async () => {
    const response = await fetch(`${server.url}/`);
    expect(response.status).toBe(200);
  });

  it('lets browsers in from anywhere', async () => {
    const preflight = await fetch(`${server.url}/query`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
    expect((await fetch(server.url)).headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('/search', () => {
  it('lists every target', async () => {
    const targets = await post('/search', { target: '' });
    expect(targets.body).toEqual([
      'sine',
      'cosine',
      'random walk',
      'cpu load',
      'with gaps',
      'constant 42',
      'requests by host',
      'slow',
      'inventory',
      'failing',
    ]);
  });

  it('keeps what contains the typed text', async () => {
    expect((await post('/search', { target: 'SIN' })).body).toEqual(['sine', 'cosine']);
  });

  it('gives the values of a variable', async () => {
    expect((await post('/search', { target: 'regions' })).body).toEqual([
      { text: 'eu', value: 'eu' },
      { text: 'us', value: 'us' },
    ]);
  });
});

describe('/query for time series', () => {
  it('samples the range at the interval, ascending', async () => {
    const [sine] = await series({ targets: [{ target: 'sine', refId: 'A' }], intervalMs: 60_000 });
    expect(sine).toMatchObject({ target: 'sine', refId: 'A' });
    expect(sine?.datapoints).toHaveLength(360);
    expect(sine?.datapoints[0]?.[1]).toBe(fromMs + 60_000);
    expect(sine?.datapoints.at(-1)?.[1]).toBe(toMs);
    expect(sine?.datapoints[14]?.[0]).toBe(1);
  });

  it('keeps within maxDataPoints', async () => {
    for (const maxDataPoints of [1, 7, 100, 359]) {
      const [sine] = await series({ targets: [{ target: 'sine' }], intervalMs: 60_000, maxDataPoints });
      expect(sine?.datapoints.length).toBeLessThanOrEqual(maxDataPoints);
      expect(sine?.datapoints.length).toBeGreaterThanOrEqual(maxDataPoints / 2);
    }
  });

  it('takes an interval and a limit of 0, as an alert rule sends them', async () => {
    const [sine] = await series({ targets: [{ target: 'sine' }], intervalMs: 0, maxDataPoints: 0 });
    expect(sine?.datapoints).toHaveLength(500);
  });

  it('gives a moment the same value whatever the range', async () => {
    const targets = [{ target: 'random walk' }];
    const [whole] = await series({ targets, intervalMs: 60_000 });
    const [part] = await series({ targets, intervalMs: 60_000, range: { ...range, from: '2024-05-01T10:00:00.000Z' } });
    expect(part?.datapoints).toEqual(whole?.datapoints.slice(-120));
    expect(new Set(part?.datapoints.map(([value]) => value)).size).toBeGreaterThan(100);
  });

  it('gives one target as many series with tags and a unit', async () => {
    const loads = await series({ targets: [{ target: 'cpu load', refId: 'B' }] });
    expect(loads.map(({ target }) => target)).toEqual([
      'cpu load web-1',
      'cpu load web-2',
      'cpu load web-3',
      'cpu load db-1',
    ]);
    expect(loads[2]).toMatchObject({ refId: 'B', tags: { host: 'web-3', region: 'us' }, unit: 'percent' });
    for (const [value] of loads.flatMap(({ datapoints }) => datapoints)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(100);
    }
  });

  it('has gaps', async () => {
    const [gaps] = await series({ targets: [{ target: 'with gaps' }], intervalMs: 60_000 });
    expect(gaps?.datapoints.filter(([value]) => value === null)).toHaveLength(72);
  });

  it('has any constant', async () => {
    const answers = await series({ targets: [{ target: 'constant 42' }, { target: 'constant -1.5' }] });
    expect(answers.map(({ datapoints }) => datapoints[0]?.[0])).toEqual([42, -1.5]);
  });

  it.each([
    ['=', { value: 'web-2' }, ['web-2']],
    ['!=', { value: 'web-2' }, ['web-1', 'web-3', 'db-1']],
    ['=~', { value: 'web-.*' }, ['web-1', 'web-2', 'web-3']],
    ['!~', { value: 'web-.*' }, ['db-1']],
    ['=|', { value: 'web-1', values: ['web-1', 'db-1'] }, ['web-1', 'db-1']],
    ['!=|', { value: 'web-1', values: ['web-1', 'db-1'] }, ['web-2', 'web-3']],
    ['<', { value: 'web-1' }, ['db-1']],
    ['>', { value: 'web-2' }, ['web-3']],
  ])('filters hosts by %s', async (operator, wanted, hosts) => {
    for (const name of ['adhocFilters', 'filters']) {
      const answers = await series({
        targets: [{ target: 'cpu load' }],
        [name]: [{ key: 'host', operator, ...wanted }],
      });
      expect(answers.map(({ tags }) => tags?.['host'])).toEqual(hosts);
    }
  });

  it.each([
    ['one host', { target: 'cpu load of web-1' }, ['web-1']],
    ['a variable in regex format', { target: 'cpu load of (web\\-1|db\\-1)' }, ['web-1', 'db-1']],
    ['a variable in glob format', { target: 'cpu load of {web-1,db-1}' }, ['web-1', 'db-1']],
    ['a payload', { target: 'cpu load', payload: { host: ['web-3'] } }, ['web-3']],
  ])('takes the hosts from %s', async (_, target, hosts) => {
    const answers = await series({ targets: [target] });
    expect(answers.map(({ tags }) => tags?.['host'])).toEqual(hosts);
  });
});

describe('/query for tables', () => {
  it('has a row per moment and host', async () => {
    const { body } = await post('/query', {
      range,
      intervalMs: 3_600_000,
      targets: [{ target: 'requests by host', refId: 'A', type: 'table' }],
      adhocFilters: [{ key: 'region', operator: '=', value: 'eu' }],
    });
    expect(body).toEqual([
      {
        type: 'table',
        refId: 'A',
        columns: [
          { text: 'Time', type: 'time' },
          { text: 'host', type: 'string' },
          { text: 'region', type: 'string' },
          { text: 'requests by host', type: 'number', unit: 'reqps' },
        ],
        rows: expect.any(Array),
      },
    ]);
    const [table] = body as { rows: unknown[][] }[];
    expect(table?.rows).toHaveLength(12);
    expect(table?.rows[0]).toEqual([fromMs + 3_600_000, 'web-1', 'eu', expect.any(Number)]);
  });

  it('has one without times', async () => {
    const { body } = await post('/query', { range, targets: [{ target: 'inventory', type: 'table' }] });
    expect(body).toMatchObject([{ type: 'table', rows: expect.arrayContaining([['db-1', 'us', 32, 127.5, true]]) }]);
  });
});

describe('/annotations', () => {
  it('has moments and regions, ascending, and echoes the annotation', async () => {
    const annotation = { name: 'all', query: '' };
    const { body } = await post('/annotations', { range, annotation });
    expect(body).toEqual([
      expect.objectContaining({ annotation, title: 'Deploy', time: Date.parse('2024-05-01T09:00:00Z') }),
    ]);
    const day = await post('/annotations', { range: { ...range, to: '2024-05-02T06:00:00Z' }, annotation });
    const events = day.body as { title: string; time: number; timeEnd?: number; isRegion?: boolean }[];
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).sort((a, b) => a - b));
    expect(events.find(({ title }) => title === 'Maintenance')).toMatchObject({
      time: Date.parse('2024-05-01T15:00:00Z'),
      timeEnd: Date.parse('2024-05-01T15:20:00Z'),
      isRegion: true,
    });
  });

  it('keeps what the query names', async () => {
    const { body } = await post('/annotations', {
      range: { from: '2024-05-01T00:00:00Z', to: '2024-05-03T00:00:00Z' },
      annotation: { query: 'maintenance' },
    });
    expect((body as { title: string }[]).map(({ title }) => title)).toEqual(Array(4).fill('Maintenance'));
  });
});

describe('the other endpoints', () => {
  it.each([
    [
      '/tag-keys',
      {},
      [
        { type: 'string', text: 'host' },
        { type: 'string', text: 'region' },
      ],
    ],
    ['/tag-values', { key: 'region' }, [{ text: 'eu' }, { text: 'us' }]],
    [
      '/variable',
      { payload: { target: 'regions' } },
      [
        { __text: 'eu', __value: 'eu' },
        { __text: 'us', __value: 'us' },
      ],
    ],
    [
      '/metric-payload-options',
      { metric: 'cpu load', payload: {}, name: 'host' },
      ['web-1', 'web-2', 'web-3', 'db-1'].map((value) => ({ label: value, value })),
    ],
  ])('answer %s', async (path, request, expected) => {
    expect((await post(path, request)).body).toEqual(expected);
  });

  it('answer /metrics with the inputs of each', async () => {
    const { body } = await post('/metrics', {});
    expect(body).toContainEqual({ label: 'sine', value: 'sine', payloads: [] });
    expect(body).toContainEqual({
      label: 'cpu load',
      value: 'cpu load',
      payloads: [{ label: 'Host', name: 'host', type: 'multi-select' }],
    });
  });
});

describe('what goes wrong', () => {
  const targets = [{ target: 'sine' }];
  it.each<[string, string, unknown, number, RegExp]>([
    ['no range', '/query', { targets }, 400, /expected "range" to be a JSON object, got nothing/],
    [
      'a raw range',
      '/query',
      { targets, range: { from: '5m', to: 'now' } },
      400,
      /"range.from" to be a time.*got "5m"/,
    ],
    [
      'a turned range',
      '/query',
      { targets, range: { from: range.to, to: range.from } },
      400,
      /to be before "range.to"/,
    ],
    ['no targets', '/query', { range }, 400, /expected "targets" to be an array.*got nothing/],
    ['a nameless target', '/query', { range, targets: [{}] }, 400, /"targets\[0\].target" to be the name of a metric/],
    [
      'an unknown target',
      '/query',
      { range, targets: [{ target: 'x' }] },
      400,
      /unknown target "x", expected one of: sine,/,
    ],
    [
      'a bad interval',
      '/query',
      { range, targets, intervalMs: '1m' },
      400,
      /"intervalMs" to be a positive number, got "1m"/,
    ],
    [
      'a bad filter',
      '/query',
      { range, targets, adhocFilters: [{ key: 'host', operator: '~' }] },
      400,
      /operator" to be one of =/,
    ],
    [
      'a bad pattern',
      '/query',
      { range, targets: [{ target: 'cpu load' }], adhocFilters: [{ key: 'host', operator: '=~', value: '(' }] },
      400,
      /regular expression, got "\("/,
    ],
    ['an unknown tag', '/tag-values', { key: 'city' }, 400, /expected "key" to be one of: host, region/],
    [
      'an unknown payload',
      '/metric-payload-options',
      { metric: 'sine', name: 'host' },
      400,
      /expected a metric and the name/,
    ],
    ['an array', '/search', [], 400, /expected the body to be a JSON object, got \[\]/],
    ['no such path', '/nothing', {}, 404, /nothing at \/nothing, expected/],
    ['the failing target', '/query', { range, targets: [{ target: 'failing' }] }, 500, /always fails/],
  ])('says so: %s', async (_, path, body, status, message) => {
    const answer = await post(path, body);
    expect(answer).toEqual({ status, body: { message: expect.stringMatching(message) } });
  });

  it('says so: no JSON, a wrong method, a huge body', async () => {
    const noJson = await fetch(`${server.url}/query`, { method: 'POST', body: '{' });
    expect([noJson.status, await noJson.json()]).toEqual([400, { message: 'expected the body to be JSON' }]);
    expect((await fetch(`${server.url}/query`)).status).toBe(405);
    expect((await fetch(`${server.url}/query`, { method: 'POST', body: ' '.repeat(5_000_000) })).status).toBe(413);
  });
});

describe('the slow target', () => {
  it('answers late', async () => {
    const started = performance.now();
    const [slow] = await series({ targets: [{ target: 'slow' }] });
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
    expect(slow?.datapoints.length).toBeGreaterThan(0);
  });

  it('does not keep the server from stopping', async () => {
    const slowServer = await startExampleServer({ host: '127.0.0.1', port: 0, slowAnswerMs: 3_600_000 });
    const request = httpRequest(`${slowServer.url}/query`, { method: 'POST' });
    const cut = new Promise((resolve) => request.on('error', resolve));
    const arrived = new Promise((resolve) => request.on('finish', resolve));
    request.end(JSON.stringify({ range, targets: [{ target: 'slow' }] }));
    await arrived;
    await slowServer.stop();
    expect(await cut).toMatchObject({ code: expect.stringMatching(/ECONNRESET|ECONNREFUSED/) });
  });
});

describe('starting', () => {
  it('fails when the port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startExampleServer({ host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });
});

interface Series {
  readonly target: string;
  readonly tags?: Record<string, string>;
  readonly datapoints: [number | null, number][];
}

async function series(request: object): Promise<Series[]> {
  const { status, body } = await post('/query', { range, ...request });
  expect(status).toBe(200);
  return body as Series[];
}

async function post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('a server with --stream', () => {
  let streaming: ExampleServer;

  beforeAll(async () => {
    streaming = await startExampleServer({ host: '127.0.0.1', port: 0, stream: true });
  });

  afterAll(() => streaming.stop());

  async function open(headers: Record<string, string> = {}): Promise<Response> {
    const question = {
      range: { from: Date.now() - 1000, to: Date.now() },
      intervalMs: 100,
      targets: [{ target: 'sine' }],
    };
    return fetch(`${streaming.url}/stream`, { method: 'POST', headers, body: JSON.stringify(question) });
  }

  async function firstEvent({ body }: Response): Promise<{ readonly id: number; readonly times: readonly number[] }> {
    let text = '';
    for await (const piece of body ?? []) {
      text += Buffer.from(piece as Uint8Array).toString();
      const [, id, data] = /^id: (\d+)\ndata: (.*)\n\n/m.exec(text) ?? [];
      if (data === undefined) continue;
      const [result] = JSON.parse(data) as { readonly datapoints: readonly (readonly [number, number])[] }[];
      return { id: Number(id), times: (result?.datapoints ?? []).map(([, ms]) => ms) };
    }
    throw new Error('expected an event');
  }

  it('says where, and pushes each point when its time has come', async () => {
    expect((await fetch(`${streaming.url}/`)).headers.get('x-simple-json-stream')).toBe('/stream');
    expect((await fetch(`${server.url}/`)).headers.get('x-simple-json-stream')).toBeNull();
    const response = await open();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const { times } = await firstEvent(response);
    expect(times.length).toBeGreaterThanOrEqual(9);
    expect(times.every((ms) => ms % 100 === 0)).toBe(true);
  });

  it('goes on after the last event', async () => {
    const { id } = await firstEvent(await open());
    const { times } = await firstEvent(await open({ 'last-event-id': String(id) }));
    expect(Math.min(...times)).toBeGreaterThan(id);
  });

  it('answers what it does not know with a status', async () => {
    const body = JSON.stringify({ range: { from: 0, to: 1 }, targets: [{ target: 'nothing' }] });
    expect((await fetch(`${streaming.url}/stream`, { method: 'POST', body })).status).toBe(400);
    expect((await fetch(`${server.url}/stream`, { method: 'POST', body })).status).toBe(404);
  });
});
