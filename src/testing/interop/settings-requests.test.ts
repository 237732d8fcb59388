import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import type { Json } from './go-host.ts';
import {
  type QueryOptions,
  oneSeries,
  openSettingsStage,
  type SettingsAnswer,
  type SettingsStage,
} from './settings-stage.ts';

let stage: SettingsStage;
let upstream: FakeUpstream;

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.answer('/query', { body: oneSeries });
});

afterEach(async () => {
  await upstream.close();
});

/** Answers the first requests with these, and the later ones with the series. */
function answerFirst(
  ...answers: readonly { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[]
) {
  const left = [...answers];
  upstream.answer('/query', () => left.shift() ?? { body: oneSeries });
}

describe.each([1, 2] as const)('version %i', (version) => {
  const ask = (jsonData: Json, options: QueryOptions = {}): Promise<SettingsAnswer> =>
    stage.query(version, { url: upstream.url, jsonData }, options);

  async function bodyOf(jsonData: Json, model: Json = { target: 'a' }): Promise<Json> {
    await ask(jsonData, { model });
    return upstream.bodies('/query').at(-1) as Json;
  }

  it('cacheTtlMs: an answer is kept, and not unless told', async () => {
    for (let i = 0; i < 2; i++) expect(await ask({})).toMatchObject({ values: [42] });
    expect(upstream.requests.length).toBe(2);
    for (let i = 0; i < 2; i++) expect(await ask({ cacheTtlMs: '60000' })).toMatchObject({ values: [42] });
    expect(upstream.requests.length).toBe(3);
  });

  it('cacheTtlMs: Cache-Control: no-store is heeded', async () => {
    upstream.answer('/query', { headers: { 'cache-control': 'no-store' }, body: oneSeries });
    for (let i = 0; i < 2; i++) expect(await ask({ cacheTtlMs: 60_000 })).toMatchObject({ values: [42] });
    expect(upstream.requests.length).toBe(2);
  });

  it('cacheTtlMs: an old answer is asked for again by its ETag', async () => {
    const fresh = { etag: '"1"', 'cache-control': 'max-age=0' };
    upstream.answer('/query', ({ headers }) =>
      headers['if-none-match'] === '"1"' ? { status: 304, headers: fresh } : { headers: fresh, body: oneSeries },
    );
    for (let i = 0; i < 2; i++) expect(await ask({ cacheTtlMs: 60_000 })).toMatchObject({ error: '', values: [42] });
    expect(upstream.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
  });

  it.each([429, 502, 503, 504])('retries: %i is tried again twice', async (status) => {
    answerFirst({ status }, { status });
    expect(await ask({})).toMatchObject({ error: '', values: [42] });
    expect(upstream.requests.length).toBe(3);
  });

  it('retries: 0 tries once, and a status that will not change is tried once', async () => {
    answerFirst({ status: 503 }, { status: 401 });
    expect((await ask({ retries: 0 })).error).toContain('503');
    expect((await ask({ retries: 5 })).error).toContain('401');
    expect(upstream.requests.length).toBe(2);
  });

  it('retries: Retry-After is heeded', async () => {
    answerFirst({ status: 429, headers: { 'retry-after': '1' } });
    const started = performance.now();
    expect(await ask({ retries: '1' })).toMatchObject({ error: '', values: [42] });
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(upstream.requests.length).toBe(2);
  });

  it('retries: a Retry-After beyond the timeout is told at once', async () => {
    answerFirst({ status: 429, headers: { 'retry-after': '120' } });
    const { error, status } = await ask({});
    expect(error).toContain('429');
    expect(error).toContain('it asks to wait 120 s');
    expect(status).toBe(version === 1 ? 0 : 429);
    expect(upstream.requests.length).toBe(1);
  });

  it.each(['POST', 'GET', 'PUT'])('queryMethod: %s', async (queryMethod) => {
    expect(await ask({ queryMethod })).toMatchObject({ error: '', values: [42] });
    expect(upstream.requests).toMatchObject([
      { method: queryMethod, path: '/query', body: expect.stringContaining('"targets"') as unknown },
    ]);
  });

  it.each([
    [undefined, { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' }],
    ['iso', { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' }],
    ['epochMs', { from: 1714543200000, to: 1714564800000 }],
    ['raw', { from: '1714543200000', to: '1714564800000' }],
  ])('rangeFormat: %s', async (rangeFormat, range) => {
    expect(await bodyOf({ rangeFormat: rangeFormat ?? null })).toMatchObject({ range });
  });

  it('dialect: simple-json sends everything the browser plugin sent', async () => {
    const body = await bodyOf({ dialect: 'simple-json' });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(['adhocFilters', 'intervalMs', 'rangeRaw', 'scopedVars']));
    expect(body).toMatchObject({ targets: [{ target: 'a', refId: 'A', type: 'timeserie' }] });
  });

  it('dialect: simple-json-backend sends what the Go original sent', async () => {
    expect(await bodyOf({ dialect: 'simple-json-backend' })).toEqual({
      range: { from: '1714543200000', to: '1714564800000' },
      targets: [expect.objectContaining({ target: 'a', refId: 'A' })],
    });
  });

  it('dialect: json-datasource-0.7 has payloads, filters, and no types', async () => {
    const body = await bodyOf({ dialect: 'json-datasource-0.7' }, { target: 'a', data: '{"depth":2}' });
    expect(body).toMatchObject({ filters: [], targets: [{ target: 'a', payload: { depth: 2 } }] });
    expect(body).not.toHaveProperty('adhocFilters');
    expect((body['targets'] as readonly Json[])[0]).not.toHaveProperty('type');
  });

  it('strict: an answer that breaks the contract is an error instead of a notice', async () => {
    upstream.answer('/query', {
      body: [
        {
          target: 'a',
          datapoints: [
            [42, 1714543200000],
            ['x', {}],
          ],
        },
      ],
    });
    expect(await ask({ strict: false })).toMatchObject({ error: '' });
    const { error } = await ask({ strict: 'true' });
    expect(error).toMatch(/datapoints/);
  });

  it('logLevel: one data source may log more than the process does', async () => {
    const { session } = stage.plugins[version];
    const lines = async () => (await stage.host.logs(session)).stderr.match(/upstream answered/g)?.length ?? 0;
    await ask({});
    expect(await lines()).toBe(0);
    await ask({ logLevel: 'debug' });
    expect(await lines()).toBe(1);
    await ask({ logLevel: 'warn' });
    expect(await lines()).toBe(1);
  });
});

describe('version 2 alone', () => {
  it('cacheTtlMs: X-Cache-Skip goes past it, and keeps the new answer', async () => {
    const source = { url: upstream.url, jsonData: { cacheTtlMs: 60_000 } };
    const values = async (headers: Readonly<Record<string, string>>) =>
      (await stage.query(2, source, { headers })).values;
    let count = 0;
    upstream.answer('/query', () => ({ body: [{ target: 'a', datapoints: [[++count, 1714543200000]] }] }));
    expect(await values({})).toEqual([1]);
    expect(await values({ 'http_X-Cache-Skip': 'true' })).toEqual([2]);
    expect(await values({})).toEqual([2]);
  });

  it('cacheTtlMs: what one person was answered is not shown to another', async () => {
    upstream.answer('/query', ({ headers }) => ({
      body: [{ target: 'a', datapoints: [[headers.authorization === 'Bearer anna' ? 1 : 2, 1714543200000]] }],
    }));
    const source = { url: upstream.url, jsonData: { cacheTtlMs: 60_000, oauthPassThru: true } };
    for (const [person, value] of [
      ['anna', 1],
      ['bert', 2],
      ['anna', 1],
    ] as const) {
      expect(await stage.query(2, source, { headers: { Authorization: `Bearer ${person}` } })).toMatchObject({
        values: [value],
      });
    }
    expect(upstream.requests.length).toBe(2);
  });

  it('retries: the inspector is told how many there were', async () => {
    answerFirst({ status: 503 });
    const { meta } = await stage.query(2, { url: upstream.url });
    expect(meta).toMatchObject({ custom: { retries: 1, httpVersion: '1.1', cache: 'off' } });
  });

  it('dialect: says where metrics are listed, and auto finds out', async () => {
    upstream.answer('/metrics', { body: [{ label: 'CPU', value: 'cpu' }] });
    for (const dialect of ['json-datasource-0.6', 'auto']) {
      const source = { url: upstream.url, jsonData: { dialect } };
      const { code, body } = await stage.callResource(source, { path: 'metrics', body: {} });
      expect(code).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ options: [{ text: 'CPU', value: 'cpu' }] });
    }
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/metrics', '/search', '/metrics']);
  });
});
