import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { OptionList } from '../../shared/resource-routes.ts';
import {
  startFakeUpstream,
  type FakeUpstream,
  type RecordedRequest,
  type ScriptedAnswer,
} from '../../testing/support/fake-upstream.ts';
import { requestContext } from '../../testing/support/request-context.ts';
import { silentLogger } from '../sdk/log/logger.ts';
import type { CallResourceRequest } from '../sdk/api/call-resource.ts';
import type { DataSourceInstanceSettings, PluginContext } from '../sdk/api/plugin-context.ts';
import type { DataQuery, DataResponse } from '../sdk/api/query-data.ts';
import type { RequestContext } from '../sdk/api/request-context.ts';
import { createSimpleJsonPlugin, type ClosablePlugin } from './simple-json-plugin.ts';

let upstream: FakeUpstream;
let plugin: ClosablePlugin;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
});

afterEach(async () => {
  await plugin.close();
  await upstream.close();
});

function aContext(jsonData: unknown = {}, given: Partial<DataSourceInstanceSettings> = {}): PluginContext {
  const dataSourceInstanceSettings = {
    id: 1,
    uid: 'u',
    name: 'test',
    url: upstream.url,
    user: '',
    database: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData: JSON.stringify(jsonData),
    decryptedSecureJsonData: {},
    ...given,
  };
  return { orgId: 1, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings };
}

function aDataQuery(model: Readonly<Record<string, unknown>>, given: Partial<DataQuery> = {}): DataQuery {
  return {
    refId: typeof model['refId'] === 'string' ? model['refId'] : 'A',
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange: { fromEpochMs: 1714543200000, toEpochMs: 1714546800000 },
    json: JSON.stringify(model),
    ...given,
  };
}

async function ask(
  queries: readonly DataQuery[],
  { pluginContext = aContext(), ...given }: Partial<RequestContext> = {},
): Promise<Record<string, DataResponse>> {
  return Object.fromEntries(await plugin.queryData({ queries }, requestContext(pluginContext, given)));
}

/** refId -> name and values of each frame, or the error. */
function summary(responses: Record<string, DataResponse>): unknown {
  return Object.fromEntries(
    Object.entries(responses).map(([refId, { frames, error }]) => [
      refId,
      error?.message ?? frames.map(({ name, fields }) => [name, ...(fields.at(-1)?.values ?? [])]),
    ]),
  );
}

function series(target: string, value = 1): unknown {
  return { target, datapoints: [[value, 1714543200000]] };
}

/** Answers each target with a series of its name. */
function answerEachTarget(): void {
  upstream.answer('/query', ({ body }) => {
    const { targets } = JSON.parse(body) as { targets: { target: string }[] };
    return { body: targets.map(({ target }) => series(target)) };
  });
}

describe('queryData', () => {
  it('asks queries of one range together and gives each its own', async () => {
    answerEachTarget();
    const responses = await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })]);
    expect(summary(responses)).toEqual({ A: [['a', 1]], B: [['b', 1]] });
    expect(upstream.requests).toHaveLength(1);
  });

  it("always asks for the query's own range", async () => {
    answerEachTarget();
    const later = { timeRange: { fromEpochMs: 1714550000000, toEpochMs: 1714553600000 } };
    await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' }, later)]);
    expect(upstream.bodies('/query')).toMatchObject([
      { range: { from: '2024-05-01T06:00:00.000Z' }, targets: [{ refId: 'A' }] },
      { range: { from: '2024-05-01T07:53:20.000Z' }, targets: [{ refId: 'B' }] },
    ]);
  });

  it('asks once what differs in nothing but its name', async () => {
    answerEachTarget();
    const responses = await ask([
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'a', alias: 'x' }),
    ]);
    expect(summary(responses)).toEqual({ A: [['a', 1]], B: [['a', 1]] });
    expect(upstream.bodies('/query')).toMatchObject([{ targets: [{ refId: 'A' }] }]);
  });

  it('asks each query alone when the answer does not say whose is what', async () => {
    upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: { target: string }[] };
      return { body: targets.flatMap(({ target }) => [series(`${target}.1`), series(`${target}.2`)]) };
    });
    const responses = await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })]);
    expect(summary(responses)).toEqual({ A: [['a.1', 1], ['a.2', 1]], B: [['b.1', 1], ['b.2', 1]] }); // prettier-ignore
    expect(upstream.requests).toHaveLength(3);
  });

  it("keeps one query's failure to itself", async () => {
    upstream.answer('/query', ({ body }) =>
      body.includes('"bad"') ? { status: 400, body: { message: 'no such column' } } : { body: [series('good')] },
    );
    const responses = await ask([
      aDataQuery({ refId: 'A', target: 'good' }),
      aDataQuery({ refId: 'B', target: 'bad' }),
    ]);
    expect(responses['A']?.error).toBeUndefined();
    expect(responses['B']?.error).toMatchObject({ status: 400, errorSource: 'downstream' });
    expect(responses['B']?.error?.message).toContain('no such column');
  });

  it.each([
    ['is no JSON', '<html>', 502],
    ['is no answer', '5', 502],
  ])('names what is wrong when the answer %s', async (_what, body, status) => {
    upstream.answer('/query', { body });
    const { A } = await ask([aDataQuery({ target: 'a' })]);
    expect(A?.error).toMatchObject({ status, errorSource: 'downstream' });
    expect(A?.error?.message).toMatch(/expected .* got/i);
  });

  it('delivers what is well formed beside what is not, with a notice, unless strict', async () => {
    upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, 1714543200000], 'abc'] }] });
    const lenient = await ask([aDataQuery({ target: 'a' })]);
    expect(summary(lenient)).toEqual({ A: [['a', 1]] });
    expect(lenient['A']?.frames[0]?.meta?.notices?.[0]?.text).toContain('result[0].datapoints[1]: expected');
    const strict = await ask([aDataQuery({ target: 'a' })], { pluginContext: aContext({ strict: true }) });
    expect(strict['A']?.error?.message).toContain('result[0].datapoints[1]: expected');
  });

  it('reports what the server sent and nobody asked for', async () => {
    upstream.answer('/query', { body: ['a', 'b', 'c'].map((target) => series(target)) });
    const responses = await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })]);
    expect(summary(responses)).toEqual({ A: [['a', 1]], B: [['b', 1]] });
    const notices = Object.values(responses).flatMap(({ frames }) => frames[0]?.meta?.notices ?? []);
    expect(notices.map(({ text }) => text)).toEqual([
      'the server also sent a series named "c", which no query asked for',
    ]);
  });

  it('asks a query alone that got nothing, from then on all, of a server that answers the first one only', async () => {
    upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: readonly { target: string }[] };
      return { body: targets.slice(0, 1).map(({ target }) => series(target)) };
    });
    const queries = ['A', 'B', 'C'].map((refId) => aDataQuery({ refId, target: `of ${refId}` }));
    const all = { A: [['of A', 1]], B: [['of B', 1]], C: [['of C', 1]] };
    expect(summary(await ask(queries))).toEqual(all);
    expect(upstream.requests).toHaveLength(3);
    expect(summary(await ask(queries))).toEqual(all);
    expect(upstream.requests).toHaveLength(6);
  });

  it('asks a query that has no data alone once, not at every refresh', async () => {
    upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: readonly { target: string }[] };
      return { body: targets.filter(({ target }) => target !== 'of B').map(({ target }) => series(target)) };
    });
    const queries = ['A', 'B'].map((refId) => aDataQuery({ refId, target: `of ${refId}` }));
    await ask(queries);
    await ask(queries);
    expect(upstream.bodies('/query').map((body) => (body as { targets: unknown[] }).targets.length)).toEqual([2, 1, 2]);
  });

  it('gives no query what stood in the place of another that could not be read', async () => {
    upstream.answer('/query', { body: [5, series('x'), series('y')] });
    const queries = ['A', 'B', 'C'].map((refId) => aDataQuery({ refId, target: `of ${refId}` }));
    expect(summary(await ask(queries))).toEqual({ A: [['of A']], B: [['x', 1]], C: [['y', 1]] });
    expect(upstream.requests).toHaveLength(1);
  });

  it('fills in what no browser has filled in for an alert rule, in its target and on the tree of its payload', async () => {
    answerEachTarget();
    const payload = { '"since"': '${__from:date:YYYY-MM-DD}', window: '$__range_s', text: 'a "quoted" $__interval' };
    const model = { target: 'cpu[$__interval] ${__to:date:seconds}', payload: JSON.stringify(payload) };
    const { A } = await ask([aDataQuery(model, { maxDataPoints: 0, intervalMs: 0 })], { fromAlert: true, headers: { fromalert: 'true' } }); // prettier-ignore
    expect(A?.error).toBeUndefined();
    expect(upstream.bodies('/query')).toMatchObject([
      {
        targets: [
          {
            target: 'cpu[3600ms] 1714546800',
            payload: { '"since"': '2024-05-01', window: 3600, text: 'a "quoted" 3600ms' },
          },
        ],
      },
    ]);
  });

  it('does not send what asks for nothing, and answers it all the same', async () => {
    const responses = await ask([
      aDataQuery({ refId: 'A', target: 'a', hide: true }),
      aDataQuery({ refId: 'B', target: 'select metric' }),
      aDataQuery({ refId: 'C' }),
      aDataQuery({ refId: 'D' }, { json: '[]' }),
    ]);
    expect(summary(responses)).toEqual({
      A: [],
      B: [],
      C: [],
      D: 'query D: expected its model to be a JSON object, got []; save the panel or rule anew',
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it('gives an alert rule a range, an interval and a number of points to ask with', async () => {
    answerEachTarget();
    const alert = { maxDataPoints: 0, intervalMs: 0, timeRange: { fromEpochMs: 1714543200000, toEpochMs: 1714543500000, raw: { from: '5m', to: 'now' } } }; // prettier-ignore
    await ask([aDataQuery({ target: 'a $__interval' }, alert)], { fromAlert: true });
    expect(upstream.bodies('/query')).toMatchObject([
      {
        range: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T06:05:00.000Z', raw: { from: 'now-5m', to: 'now' } },
        intervalMs: 1000,
        maxDataPoints: 1000,
        targets: [{ target: 'a 1s' }],
      },
    ]);
  });

  it('says what it asked and how long that took', async () => {
    answerEachTarget();
    const { A } = await ask([aDataQuery({ target: 'a' })]);
    expect(A?.frames[0]?.meta).toMatchObject({
      executedQueryString: expect.stringContaining('"target":"a"'),
      custom: { latencyMs: expect.any(Number), retries: 0, cache: 'off' },
    });
  });

  it('names twenty of the results nobody asked for, and counts the others', async () => {
    const unmatched = Array.from({ length: 1000 }, (_, i) => ({
      target: `s${String(i)}`,
      refId: 'Z',
      datapoints: [[1, 10]],
    }));
    const asked = ['a', 'b'].map((target) => ({ target, datapoints: [[1, 10]] }));
    upstream.answer('/query', { body: [...asked, ...unmatched] });
    const { A } = await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })]);
    const texts = A?.frames[0]?.meta?.notices?.map(({ text }) => text) ?? [];
    expect(texts).toHaveLength(21);
    expect(texts.at(-1)).toMatch(/^and 980 more/);
  });

  it('shows each of many queries its own part of the request', async () => {
    answerEachTarget();
    const queries = Array.from({ length: 300 }, (_, i) =>
      aDataQuery({ refId: `Q${String(i)}`, target: `m${String(i)}` }),
    );
    const responses = await ask(queries);
    expect(upstream.requests).toHaveLength(1);
    expect(Object.keys(responses)).toHaveLength(300);
    for (const [refId, response] of Object.entries(responses)) {
      const { executedQueryString = '' } = response.frames[0]?.meta ?? {};
      expect(executedQueryString.match(/"target":"m\d+"/g)).toEqual([`"target":"m${refId.slice(1)}"`]);
    }
  });

  it('fails every query with all that is wrong with the settings', async () => {
    const responses = await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })], {
      pluginContext: aContext({ timeout: 'soon' }, { url: 'ftp://x' }),
    });
    for (const refId of ['A', 'B']) {
      expect(responses[refId]?.error?.message).toMatch(/url.*timeout|timeout.*url/s);
    }
  });

  it('answers a call about no data source', async () => {
    const pluginContext = { orgId: 1, userAgent: '', grafanaConfig: {} };
    const { A } = await ask([aDataQuery({ target: 'a' })], { pluginContext });
    expect(A?.error).toMatchObject({ status: 400, message: expect.stringContaining('got one about none') });
  });

  describe('of a special type', () => {
    beforeEach(() => {
      upstream.answer('/search', { body: [{ text: 'upper', value: 1 }, { text: 'lower', value: 0 }] }); // prettier-ignore
    });

    it.each([
      ['search', { target: 'u' }, '/search', { target: 'u' }],
      ['variable', { query: 'u' }, '/search', { target: 'u' }],
      ['tag-keys', {}, '/tag-keys', { timeRange: { from: '2024-05-01T06:00:00.000Z' } }],
      ['tag-values', { key: 'City' }, '/tag-values', { key: 'City' }],
      ['payload-options', { target: 'm', name: 'n' }, '/metric-payload-options', { metric: 'm', name: 'n' }],
    ])('%s: a table of texts and values', async (queryType, model, path, body) => {
      upstream.answer(path, { body: [{ text: 'upper', value: 1 }, { text: 'lower', value: 0 }] }); // prettier-ignore
      const { A } = await ask([aDataQuery({ ...model, queryType })]);
      expect(A?.error).toBeUndefined();
      expect(A?.frames[0]?.fields.map(({ name, values }) => [name, ...values])).toEqual([
        ['text', 'upper', 'lower'],
        ['value', 1, 0],
      ]);
      expect(upstream.bodies(path)).toMatchObject([body]);
    });

    it('annotations: the columns Grafana maps by itself', async () => {
      const event = { time: 1714543200000, timeEnd: 1714543800000, title: 'deploy', text: 'v2', tags: ['a', 'b'] };
      upstream.answer('/annotations', { body: [event] });
      const { A } = await ask([aDataQuery({ queryType: 'annotations', query: 'deploys' })]);
      expect(A?.frames[0]?.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['time', 'timeEnd', 'text', 'tags'])); // prettier-ignore
      expect(upstream.bodies('/annotations')).toMatchObject([{ annotation: { query: 'deploys' } }]);
    });

    it('test: what "Save & test" would say', async () => {
      const { A } = await ask([aDataQuery({ queryType: 'test' })]);
      expect(A?.frames[0]?.fields.map(({ values }) => values[0])).toEqual(['ok', expect.stringContaining('answered'), expect.any(String)]); // prettier-ignore
    });
  });
});

describe('what one call may cause', () => {
  /** Results of names that nobody asked for, one too many: nothing says whose they are. */
  const unmatched = ({ body }: { readonly body?: unknown }): ScriptedAnswer => {
    const { targets } = JSON.parse(String(body)) as { readonly targets: readonly unknown[] };
    const series = Array.from({ length: targets.length + 1 }, (_, i) => ({
      target: `s${String(i)}`,
      datapoints: [[1, 10]],
    }));
    return { body: targets.length === 1 ? series.slice(0, 1) : series };
  };
  const many = (count: number): readonly DataQuery[] =>
    Array.from({ length: count }, (_, i) =>
      aDataQuery({ refId: `Q${String(i)}`, target: `t${String(i)}`, type: 'timeserie' }),
    );
  const errorsOf = (answers: Readonly<Record<string, DataResponse>>): readonly string[] =>
    Object.values(answers).flatMap(({ error }) => (error === undefined ? [] : [error.message]));

  it('are a hundred requests for queries one by one; the others are refused by name, and nobody else notices', async () => {
    upstream.answer('/query', unmatched);
    const other = aDataQuery({ refId: 'other', target: 'x' }, { intervalMs: 7000 });
    const answers = await ask([...many(103), other]);
    const errors = errorsOf(answers);
    expect(errors).toHaveLength(3);
    expect(new Set(errors)).toEqual(
      new Set([
        "the server's answer does not say which results belong to which of 103 queries, and at most 100 of a call are asked one by one; " +
          "let the server write the query's refId or target into each result, or ask fewer queries at a time",
      ]),
    );
    expect(answers['other']?.frames).toHaveLength(1);
    expect(upstream.bodies('/query')).toHaveLength(102);
  });

  it('are so many series in all, and no request more once these have come', async () => {
    const series = Array.from({ length: 40 }, (_, i) => ({ target: `s${String(i)}`, datapoints: [[1, 10]] }));
    upstream.answer('/query', { body: series });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 100 },
      silentLogger,
    );
    const answers = await small.queryData({ queries: many(20) }, requestContext(aContext()));
    await small.close();
    const outcomes = [...answers.values()].map(({ frames, error }) => error?.message ?? frames.length);
    const refused =
      'the answers to the queries of this call hold more than 100 series and tables in all, which is what one call gets here; ask for fewer';
    expect(outcomes.filter((outcome) => outcome === 40)).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === refused)).toHaveLength(18);
    expect(upstream.bodies('/query').length).toBeLessThanOrEqual(5);
  });

  it('are so many series of equal queries as well, which share an answer', async () => {
    const series = Array.from({ length: 40 }, (_, i) => ({ target: `s${String(i)}`, datapoints: [[1, 10]] }));
    upstream.answer('/query', { body: series });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 100 },
      silentLogger,
    );
    const equal = ['A', 'B', 'C', 'D'].map((refId) => aDataQuery({ refId, target: 'a' }));
    const answers = await small.queryData({ queries: equal }, requestContext(aContext()));
    await small.close();
    expect([...answers.values()].map(({ frames }) => frames.length)).toEqual([40, 40, 0, 0]);
    expect([...answers.values()].slice(2).every(({ error }) => error !== undefined)).toBe(true);
  });

  it('are five thousand queries', async () => {
    upstream.answer('/query', { body: [] });
    const answers = await ask(many(5002));
    expect(errorsOf(answers)).toEqual(
      Array(2).fill('one call may hold 5000 queries, this one holds 5002; ask in several calls, or with fewer queries'),
    );
  });
});

describe('checkHealth', () => {
  it('says what the server offers', async () => {
    upstream.answer('/search', { body: ['a', 'b'] });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({ status: 'ok', details: { endpoints: ['/search'], httpVersion: '1.1' } });
    expect(health.details?.['verboseMessage']).toMatch(/POST \/search: 2 metrics\nPOST \/metrics: not offered/);
  });

  it('asks a server that knows its URL without a slash only without one', async () => {
    const pluginContext = aContext({}, { url: `${upstream.url}/api/json` });
    upstream.answer('/api/json', { body: 'ok' });
    expect(await plugin.checkHealth(requestContext(pluginContext))).toMatchObject({ status: 'ok' });
  });

  it('asks a server whose dialect is known for nothing that has not', async () => {
    upstream.answer('/metrics', { body: [{ value: 'a' }] });
    const pluginContext = aContext({ dialect: 'json-datasource-0.7' });
    const health = await plugin.checkHealth(requestContext(pluginContext));
    expect(health).toMatchObject({ status: 'ok', details: { dialect: 'json-datasource-0.7' } });
    expect(upstream.requests.map(({ path }) => path).sort()).toEqual(['/', '/metrics', '/tag-keys', '/variable']);
  });

  it('is an error when GET / is none of success, with the reason', async () => {
    upstream.answer('/', { status: 401, body: { message: 'who are you' } });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({ status: 'error', message: expect.stringContaining('who are you') });
  });

  it('asks one after another, so that a server of one connection can answer', async () => {
    let underWay = 0;
    let most = 0;
    for (const path of ['/search', '/metrics', '/variable', '/annotations', '/tag-keys']) {
      upstream.answer(path, async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return { body: [] };
      });
    }
    await plugin.checkHealth(requestContext(aContext()));
    expect([most, upstream.requests.length, upstream.connections()]).toEqual([1, 6, 1]);
  });

  const nothingHere = { status: 403, body: { message: 'Missing Authentication Token' } };

  it.each<[string, ScriptedAnswer]>([
    ['403', nothingHere],
    ['404', { status: 404 }],
    ['500', { status: 500, body: 'unknown method' }],
    ['a redirect to a page', { status: 302, headers: { location: '/docs' } }],
  ])('is fine, with a remark, when only the root answers %s', async (_, root) => {
    upstream.answer('/', root);
    upstream.answer('/docs', { headers: { 'content-type': 'text/html' }, body: '<html></html>' });
    upstream.answer('/search', { body: ['a'] });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/metrics are listed by \/search. Only its root could not be read, .*GET \//),
    });
    expect(upstream.requests.length).toBeLessThanOrEqual(8);
  });

  it('asks /query without targets where neither root nor lists are there', async () => {
    upstream.answer('/', { status: 404 });
    upstream.answer('/query', { body: [] });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({ status: 'ok', message: expect.stringContaining('it lists no metrics') });
    expect(upstream.bodies('/query')).toMatchObject([{ targets: [] }]);
  });

  it('is an error that names the page where everything is redirected to a login', async () => {
    const login = { status: 302, headers: { location: '/login?next=x' } };
    for (const path of ['/', '/search', '/metrics', '/variable', '/annotations', '/tag-keys', '/query']) {
      upstream.answer(path, login);
    }
    upstream.answer('/login', {
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Sign in</title>',
    });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/redirects to \/login, which is a page and no data; if it is a login/),
    });
    const { A } = await ask([aDataQuery({ target: 'a' })]);
    expect(A?.error?.message).toContain('POST /query');
    expect(A?.error?.message).toContain('/login');
  });

  const everywhere = ['/search', '/metrics', '/variable', '/annotations', '/tag-keys', '/query'];

  it.each<[string, ScriptedAnswer, string]>([
    ['a page', { body: '<!doctype html><title>Sign in</title>' }, 'a web page that says "Sign in"'],
    ['a redirect to one', { status: 302, headers: { location: '/' } }, 'redirects to /, which is a page'],
    ['401', { status: 401, body: { message: 'who are you' } }, 'who are you'],
    ['403', { status: 403, body: { message: 'not you' } }, 'not you'],
    ['an error that is no status', { body: { error: 'token expired' } }, 'token expired'],
  ])('is an error when all but GET / is answered with %s', async (_, answer, words) => {
    upstream.answer('/', { body: '<html><title>Welcome</title></html>' });
    for (const path of everywhere) upstream.answer(path, answer);
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({ status: 'error', message: expect.stringContaining(words) });
    expect(health.message).toContain('only GET / can be asked');
  });

  it.each<[string, ScriptedAnswer]>([
    ['data', { body: [] }],
    ['an error of its own', { body: { error: 'no targets' } }],
    ['400', { status: 400, body: 'no targets' }],
    ['nothing that can be read', { body: ']' }],
  ])('is fine when pages are everywhere but at /query, which answers %s', async (_, answer) => {
    for (const path of ['/', ...everywhere]) upstream.answer(path, { body: '<title>App</title>' });
    upstream.answer('/query', answer);
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({ status: 'ok', message: expect.stringContaining('it lists no metrics') });
    expect(upstream.requests).toHaveLength(7);
  });

  it('is fine when each endpoint has an error of its own', async () => {
    for (const path of everywhere) upstream.answer(path, { body: { error: `nothing for ${path}` } });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({ status: 'ok' });
  });

  it('tries a wrong password once', async () => {
    upstream.answer('/', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
    await plugin.checkHealth(requestContext(aContext()));
    expect(upstream.requests).toHaveLength(1);
  });

  it('does not take a list that fails for one that is not there', async () => {
    upstream.answer('/search', { status: 500, body: 'out of order' });
    const health = await plugin.checkHealth(requestContext(aContext()));
    expect(health).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/could not be found out .*out of order/),
    });
  });

  it('names bad settings before asking anybody', async () => {
    const pluginContext = aContext({}, { url: '' });
    const health = await plugin.checkHealth(requestContext(pluginContext));
    expect(health).toMatchObject({ status: 'error', message: expect.stringContaining('url') });
  });
});

describe('callResource', () => {
  const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T07:00:00.000Z' };

  async function call(
    path: string,
    body: unknown,
    { headers = {}, ...given }: Partial<CallResourceRequest & Pick<RequestContext, 'headers'>> = {},
  ): Promise<{ status: number; json: unknown }> {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const pluginContext = aContext({ keepCookies: ['sid'] });
    const context = requestContext(pluginContext, { headers, headersFrom: 'browser' });
    const response = await plugin.callResource({ path, url: path, method: 'POST', body: bytes, ...given }, context);
    return { status: response.status, json: JSON.parse(Buffer.from(response.body).toString()) };
  }

  it('hands /search on as it is', async () => {
    upstream.answer('/search', { body: ['a', 'b'] });
    expect(await call('search', { target: 'x' })).toEqual({ status: 200, json: ['a', 'b'] });
    expect(upstream.bodies('/search')).toEqual([{ target: 'x' }]);
  });

  it('counts the metrics beyond the limit', async () => {
    upstream.answer('/search', { body: ['a', 'b', 'c'] });
    expect(await call('metrics', { text: '', limit: 2 })).toEqual({
      status: 200,
      json: { options: [{ text: 'a', value: 'a' }, { text: 'b', value: 'b' }], more: 1 }, // prettier-ignore
    });
  });

  it('finds out that a server has /metrics instead of /search, and remembers', async () => {
    upstream.answer('/metrics', { body: [{ label: 'A', value: 'a' }, { label: 'B', value: 'b' }] }); // prettier-ignore
    const expected = { status: 200, json: { options: [{ text: 'B', value: 'b' }], more: 0 } };
    expect(await call('metrics', { text: 'b' })).toEqual(expected);
    expect(await call('metrics', { text: 'b' })).toEqual(expected);
    expect(await call('metrics', { metric: 'b' })).toMatchObject({ status: 200 });
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/search', '/metrics', '/metrics']);
  });

  const upper = ['upper_25', 'upper_50', 'upper_9', 'upper_90'];

  it.each([
    ['what was typed, where the server sends its whole list', 'upper_9', upper, ['upper_9', 'upper_90']],
    ['every word of what was typed, in any order', '9 UPPER', upper, ['upper_9', 'upper_90']],
    ['a value as well as a name', 'm7', [{ text: 'CPU', value: 'm7' }, { text: 'RAM', value: 'm8' }], ['CPU']], // prettier-ignore
    ['nothing, where the whole list has nothing of it', 'lower', upper, []],
  ])('narrows a list of metrics down to %s', async (_what, text, body, found) => {
    upstream.answer('/search', { body });
    const { json } = await call('metrics', { text });
    expect((json as OptionList).options.map((option) => option.text)).toEqual(found);
  });

  it('leaves a server its own way to search, and asks it once', async () => {
    const search = ({ body }: RecordedRequest): unknown => {
      const { target } = JSON.parse(body) as { target: string };
      return target === 'processor' ? ['cpu load'] : ['cpu load', 'ram'];
    };
    upstream.answer('/search', (request) => ({ body: search(request) }));
    expect(await call('metrics', { text: 'ram' })).toMatchObject({ json: { options: [{ text: 'ram' }] } });
    expect(upstream.requests).toHaveLength(1);
    expect(await call('metrics', { text: 'processor' })).toMatchObject({ json: { options: [{ text: 'cpu load' }] } });
  });

  it('asks for a list of metrics once within some seconds, for each person', async () => {
    upstream.answer('/search', { body: ['a', 'b'] });
    await call('metrics', { text: 'a' });
    await call('metrics', { text: 'a', limit: 1 });
    expect(upstream.requests).toHaveLength(1);
    await call('metrics', { text: 'a' }, { headers: { cookie: 'sid=1' } });
    await call('metrics', { text: 'a' }, { headers: { 'x-cache-skip': 'true' } });
    await call('metrics', { text: 'b' });
    expect(upstream.requests).toHaveLength(4);
  });

  it('takes a greeting, which some servers answer anywhere, for an endpoint that is not there', async () => {
    for (const path of ['/variable', '/annotations']) upstream.answer(path, { body: 'ok\n' });
    upstream.answer('/search', { body: ['a'] });
    upstream.answer('/query', { body: [{ time: 1714543200000, text: 'x' }] });
    expect((await call('variable', { query: 'q' })).json).toEqual({ options: [{ text: 'a', value: 'a' }], more: 0 });
    expect((await call('annotations', { annotation: { query: 'q' }, range })).json).toMatchObject([{ text: 'x' }]);
    expect(upstream.bodies('/query')).toMatchObject([
      { range, intervalMs: 3600, maxDataPoints: 1000, targets: [{ refId: 'Anno', target: 'q' }] },
    ]);
  });

  it('gives a server the name of the data source where Grafana gives an object', async () => {
    upstream.answer('/annotations', { body: [] });
    await call('annotations', { annotation: { query: 'q', datasource: { type: 't', uid: 'u' } }, range });
    expect(upstream.bodies('/annotations')).toMatchObject([{ annotation: { query: 'q', datasource: 'test' } }]);
  });

  it('asks /variable where there is one', async () => {
    upstream.answer('/variable', { body: [{ __text: 'A', __value: 1 }] });
    const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
    expect((await call('variable', { query: '{"x":1}', range })).json).toEqual({ options: [{ text: 'A', value: 1 }], more: 0 }); // prettier-ignore
    expect(upstream.bodies('/variable')).toEqual([{ payload: { x: 1 }, range: { ...range, raw: range } }]);
  });

  it('passes filters, range and typed text on to tag values', async () => {
    upstream.answer('/tag-values', { body: [{ text: 'Berlin' }] });
    const filters = [{ key: 'Land', operator: '=|', value: 'a', values: ['a', 'b'] }];
    await call('tag-values', { key: 'City', filters, text: 'Be' });
    expect(upstream.bodies('/tag-values')).toEqual([{ key: 'City', filters, target: 'Be' }]);
  });

  it.each([400, 422, 500])(
    'asks for tags as the original did where more is refused with %d, and remembers',
    async (status) => {
      const isPlain = ({ body }: RecordedRequest): boolean => Object.keys(JSON.parse(body) as object).length === 0;
      upstream.answer('/tag-keys', (request) =>
        isPlain(request) ? { body: [{ text: 'host' }] } : { status, body: 'unknown field' },
      );
      const expected = { status: 200, json: { options: [{ text: 'host', value: 'host' }], more: 0 } };
      expect(await call('tag-keys', { filters: [], range })).toEqual(expected);
      expect(await call('tag-keys', { filters: [], range })).toEqual(expected);
      expect(upstream.bodies('/tag-keys')).toEqual([expect.objectContaining({ filters: [] }), {}, {}]);
    },
  );

  it('makes events of annotations', async () => {
    upstream.answer('/annotations', { body: [{ time: 5, title: 'x', tags: 'a,b' }] });
    const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
    const { json } = await call('annotations', { annotation: { name: 'n', query: 'q' }, range });
    expect(json).toMatchObject([{ text: 'x', tags: ['a', 'b'] }]);
  });

  it.each([
    ['nothing', {}, 'POST', 404, 'no resource "nothing"'],
    ['constructor', {}, 'POST', 404, 'no resource "constructor"'],
    ['search', {}, 'GET', 405, 'expected POST'],
    ['search', '{', 'POST', 400, 'expected the request body to be a JSON object'],
    ['search', { target: 5 }, 'POST', 400, 'expected "target" to be a text, got 5'],
    ['metrics', { limit: -1 }, 'POST', 400, 'expected "limit"'],
    ['tag-values', {}, 'POST', 400, 'expected "key" to be a text, got nothing'],
    ['variable', { query: 5 }, 'POST', 400, 'expected "query"'],
    ['annotations', { annotation: {} }, 'POST', 400, 'expected "range"'],
    ['annotations', { annotation: {}, range: { from: 'x', to: 'y' } }, 'POST', 400, 'ISO dates'],
    ['payload-options', { metric: 'a' }, 'POST', 400, 'expected "name"'],
  ])('refuses %s with %j by %s: %d', async (path, body, method, status, message) => {
    const answer = await call(path, body, { method });
    expect(answer).toMatchObject({ status, json: { message: expect.stringContaining(message) } });
  });

  it("passes the server's status on", async () => {
    upstream.answer('/search', { status: 403, body: { message: 'not you' } });
    expect(await call('search', {})).toMatchObject({ status: 403, json: { message: expect.stringContaining('not you') } }); // prettier-ignore
  });
});

describe('how often a server that works is asked, under auto, at first and later', () => {
  const body = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));

  beforeEach(() => {
    answerEachTarget();
    upstream.answer('/', { body: 'OK' });
    upstream.answer('/search', { body: ['cpu', 'memory'] });
    upstream.answer('/annotations', { body: [] });
    upstream.answer('/tag-keys', { body: [] });
  });

  async function countTwice(act: () => Promise<unknown>): Promise<readonly number[]> {
    const counts: number[] = [];
    for (let time = 0; time < 2; time++) {
      const before = upstream.requests.length;
      await act();
      counts.push(upstream.requests.length - before);
    }
    return counts;
  }

  async function listMetrics(text: string): Promise<unknown> {
    const call = { path: 'metrics', url: 'metrics', method: 'POST', body: body({ text }) };
    return plugin.callResource(call, requestContext(aContext({ keepCookies: [text] }), { headersFrom: 'browser' }));
  }

  it('a query: once, whatever it has', async () => {
    const panel = [aDataQuery({ target: 'cpu' }), aDataQuery({ refId: 'B', target: 'memory' })];
    expect(await countTwice(async () => ask(panel.slice(0, 1)))).toEqual([1, 1]);
    expect(await countTwice(async () => ask(panel))).toEqual([1, 1]);
    expect(await countTwice(async () => ask([aDataQuery({ target: 'cpu', type: 'table' })]))).toEqual([1, 1]);
  });

  it('a query that gets no points: once', async () => {
    upstream.answer('/query', { body: [{ target: 'cpu', datapoints: [] }] });
    expect(await countTwice(async () => ask([aDataQuery({ target: 'cpu' })]))).toEqual([1, 1]);
    upstream.answer('/query', { body: [] });
    expect(await countTwice(async () => ask([aDataQuery({ target: 'cpu' })]))).toEqual([1, 1]);
  });

  it('"Save & test": at most seven times', async () => {
    for (const count of await countTwice(async () => plugin.checkHealth(requestContext(aContext()))))
      expect(count).toBeLessThanOrEqual(7);
    expect(new Set(upstream.requests.map(({ path }) => path)).size).toBeGreaterThan(3);
  });

  it('a list of metrics: once, then from memory; once for a text that is in it', async () => {
    expect(await countTwice(async () => listMetrics(''))).toEqual([1, 0]);
    expect(await countTwice(async () => listMetrics('cp'))).toEqual([1, 0]);
  });
});

describe('collectMetrics', () => {
  it('is Prometheus text about the process', async () => {
    expect(await plugin.collectMetrics()).toMatch(/^process_cpu_seconds_total \d/m);
  });
});
