import { describe, expect, it } from '@jest/globals';
import { aDataQuery, aRawSeries, summaryOf, usePluginStage } from '../../testing/support/plugin-stage.ts';

const stage = usePluginStage();

describe('queryData', () => {
  it('asks queries of one range together and gives each its own', async () => {
    stage.answerEachTarget();
    const responses = await stage.query([
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'b' }),
    ]);
    expect(summaryOf(responses)).toEqual({ A: [['a', 1]], B: [['b', 1]] });
    expect(stage.upstream.requests).toHaveLength(1);
  });

  it("always asks for the query's own range", async () => {
    stage.answerEachTarget();
    const later = { timeRange: { fromEpochMs: 1714550000000, toEpochMs: 1714553600000 } };
    await stage.query([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' }, later)]);
    expect(stage.upstream.bodies('/query')).toMatchObject([
      { range: { from: '2024-05-01T06:00:00.000Z' }, targets: [{ refId: 'A' }] },
      { range: { from: '2024-05-01T07:53:20.000Z' }, targets: [{ refId: 'B' }] },
    ]);
  });

  it('asks once what differs in nothing but its name', async () => {
    stage.answerEachTarget();
    const responses = await stage.query([
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'a', alias: 'x' }),
    ]);
    expect(summaryOf(responses)).toEqual({ A: [['a', 1]], B: [['a', 1]] });
    expect(stage.upstream.bodies('/query')).toMatchObject([{ targets: [{ refId: 'A' }] }]);
  });

  it('asks each query alone when the answer does not say whose is what', async () => {
    stage.upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: { target: string }[] };
      return { body: targets.flatMap(({ target }) => [aRawSeries(`${target}.1`), aRawSeries(`${target}.2`)]) };
    });
    const responses = await stage.query([
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'b' }),
    ]);
    expect(summaryOf(responses)).toEqual({ A: [['a.1', 1], ['a.2', 1]], B: [['b.1', 1], ['b.2', 1]] }); // prettier-ignore
    expect(stage.upstream.requests).toHaveLength(3);
  });

  it("keeps one query's failure to itself", async () => {
    stage.upstream.answer('/query', ({ body }) =>
      body.includes('"bad"') ? { status: 400, body: { message: 'no such column' } } : { body: [aRawSeries('good')] },
    );
    const responses = await stage.query([
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
    stage.upstream.answer('/query', { body });
    const { A } = await stage.query([aDataQuery({ target: 'a' })]);
    expect(A?.error).toMatchObject({ status, errorSource: 'downstream' });
    expect(A?.error?.message).toMatch(/expected .* got/i);
  });

  it('delivers what is well formed beside what is not, with a notice, unless strict', async () => {
    stage.upstream.answer('/query', { body: [{ target: 'a', datapoints: [[1, 1714543200000], 'abc'] }] });
    const lenient = await stage.query([aDataQuery({ target: 'a' })]);
    expect(summaryOf(lenient)).toEqual({ A: [['a', 1]] });
    expect(lenient['A']?.frames[0]?.meta?.notices?.[0]?.text).toContain('result[0].datapoints[1]: expected');
    const strict = await stage.query([aDataQuery({ target: 'a' })], {
      pluginContext: stage.aContext({ strict: true }),
    });
    expect(strict['A']?.error?.message).toContain('result[0].datapoints[1]: expected');
  });

  it('reports what the server sent and nobody asked for', async () => {
    stage.upstream.answer('/query', { body: ['a', 'b', 'c'].map((target) => aRawSeries(target)) });
    const responses = await stage.query([
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'b' }),
    ]);
    expect(summaryOf(responses)).toEqual({ A: [['a', 1]], B: [['b', 1]] });
    const notices = Object.values(responses).flatMap(({ frames }) => frames[0]?.meta?.notices ?? []);
    expect(notices.map(({ text }) => text)).toEqual([
      'the server also sent a series named "c", which no query asked for',
    ]);
  });

  it('asks a query alone that got nothing, from then on all, of a server that answers the first one only', async () => {
    stage.upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: readonly { target: string }[] };
      return { body: targets.slice(0, 1).map(({ target }) => aRawSeries(target)) };
    });
    const queries = ['A', 'B', 'C'].map((refId) => aDataQuery({ refId, target: `of ${refId}` }));
    const all = { A: [['of A', 1]], B: [['of B', 1]], C: [['of C', 1]] };
    expect(summaryOf(await stage.query(queries))).toEqual(all);
    expect(stage.upstream.requests).toHaveLength(3);
    expect(summaryOf(await stage.query(queries))).toEqual(all);
    expect(stage.upstream.requests).toHaveLength(6);
  });

  it('asks a query that has no data alone once, not at every refresh', async () => {
    stage.upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { targets: readonly { target: string }[] };
      return { body: targets.filter(({ target }) => target !== 'of B').map(({ target }) => aRawSeries(target)) };
    });
    const queries = ['A', 'B'].map((refId) => aDataQuery({ refId, target: `of ${refId}` }));
    await stage.query(queries);
    await stage.query(queries);
    expect(stage.upstream.bodies('/query').map((body) => (body as { targets: unknown[] }).targets.length)).toEqual([
      2, 1, 2,
    ]);
  });

  it('gives no query what stood in the place of another that could not be read', async () => {
    stage.upstream.answer('/query', { body: [5, aRawSeries('x'), aRawSeries('y')] });
    const queries = ['A', 'B', 'C'].map((refId) => aDataQuery({ refId, target: `of ${refId}` }));
    expect(summaryOf(await stage.query(queries))).toEqual({ A: [['of A']], B: [['x', 1]], C: [['y', 1]] });
    expect(stage.upstream.requests).toHaveLength(1);
  });

  it('fills in what no browser has filled in for an alert rule, in its target and on the tree of its payload', async () => {
    stage.answerEachTarget();
    const payload = { '"since"': '${__from:date:YYYY-MM-DD}', window: '$__range_s', text: 'a "quoted" $__interval' };
    const model = { target: 'cpu[$__interval] ${__to:date:seconds}', payload: JSON.stringify(payload) };
    const { A } = await stage.query([aDataQuery(model, { maxDataPoints: 0, intervalMs: 0 })], { fromAlert: true, headers: { fromalert: 'true' } }); // prettier-ignore
    expect(A?.error).toBeUndefined();
    expect(stage.upstream.bodies('/query')).toMatchObject([
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
    const responses = await stage.query([
      aDataQuery({ refId: 'A', target: 'a', hide: true }),
      aDataQuery({ refId: 'B', target: 'select metric' }),
      aDataQuery({ refId: 'C' }),
      aDataQuery({ refId: 'D' }, { json: '[]' }),
    ]);
    expect(summaryOf(responses)).toEqual({
      A: [],
      B: [],
      C: [],
      D: 'query D: expected its model to be a JSON object, got []; save the panel or rule anew',
    });
    expect(stage.upstream.requests).toHaveLength(0);
  });

  it('gives an alert rule a range, an interval and a number of points to ask with', async () => {
    stage.answerEachTarget();
    const alert = { maxDataPoints: 0, intervalMs: 0, timeRange: { fromEpochMs: 1714543200000, toEpochMs: 1714543500000, raw: { from: '5m', to: 'now' } } }; // prettier-ignore
    await stage.query([aDataQuery({ target: 'a $__interval' }, alert)], { fromAlert: true });
    expect(stage.upstream.bodies('/query')).toMatchObject([
      {
        range: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T06:05:00.000Z', raw: { from: 'now-5m', to: 'now' } },
        intervalMs: 1000,
        maxDataPoints: 1000,
        targets: [{ target: 'a 1s' }],
      },
    ]);
  });

  it('says what it asked and how long that took', async () => {
    stage.answerEachTarget();
    const { A } = await stage.query([aDataQuery({ target: 'a' })]);
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
    stage.upstream.answer('/query', { body: [...asked, ...unmatched] });
    const { A } = await stage.query([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })]);
    const texts = A?.frames[0]?.meta?.notices?.map(({ text }) => text) ?? [];
    expect(texts).toHaveLength(21);
    expect(texts.at(-1)).toMatch(/^and 980 more/);
  });

  it('shows each of many queries its own part of the request', async () => {
    stage.answerEachTarget();
    const queries = Array.from({ length: 300 }, (_, i) =>
      aDataQuery({ refId: `Q${String(i)}`, target: `m${String(i)}` }),
    );
    const responses = await stage.query(queries);
    expect(stage.upstream.requests).toHaveLength(1);
    expect(Object.keys(responses)).toHaveLength(300);
    for (const [refId, response] of Object.entries(responses)) {
      const { executedQueryString = '' } = response.frames[0]?.meta ?? {};
      expect(executedQueryString.match(/"target":"m\d+"/g)).toEqual([`"target":"m${refId.slice(1)}"`]);
    }
  });

  it('fails every query with all that is wrong with the settings', async () => {
    const responses = await stage.query(
      [aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })],
      {
        pluginContext: stage.aContext({ timeout: 'soon' }, { url: 'ftp://x' }),
      },
    );
    for (const refId of ['A', 'B']) {
      expect(responses[refId]?.error?.message).toMatch(/url.*timeout|timeout.*url/s);
    }
  });

  it('answers a call about no data source', async () => {
    const pluginContext = { orgId: 1, userAgent: '', grafanaConfig: {} };
    const { A } = await stage.query([aDataQuery({ target: 'a' })], { pluginContext });
    expect(A?.error).toMatchObject({ status: 400, message: expect.stringContaining('got one about none') });
  });
});

describe('collectMetrics', () => {
  it('is Prometheus text about the process', async () => {
    expect(await stage.plugin.collectMetrics()).toMatch(/^process_cpu_seconds_total \d/m);
  });
});
