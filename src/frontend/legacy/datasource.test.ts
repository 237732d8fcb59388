import { describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { Datasource } from './datasource.ts';

const at = (iso: string) => ({ toISOString: () => iso, valueOf: () => Date.parse(iso) });
const from = at('2024-05-01T06:00:00.000Z');
const to = at('2024-05-01T12:00:00.000Z');
const range = { from, to, raw: { from: 'now-6h', to: 'now' } };
const epochs = { from: '1714543200000', to: '1714564800000' };

const filters = [{ key: 'City', operator: '=', value: 'Berlin' }];

function setUp(answer: unknown = { results: {} }) {
  const calls: { url: string; data: unknown; requestId?: string }[] = [];
  const backendSrv = {
    datasourceRequest: async (options: { url: string; data: unknown; requestId?: string }) => {
      calls.push(options);
      if (answer instanceof Error) throw answer;
      return { data: answer };
    },
  };
  const { getVariables, ...templates } = fakeTemplateSrv([{ name: 'hosts', value: ['a', 'b'] }]);
  const templateSrv = { ...templates, variables: getVariables(), getAdhocFilters: () => filters };
  const timeSrv = { timeRange: () => ({ from, to }) };
  return { calls, datasource: new Datasource({ id: 7, name: 'My server' }, backendSrv, templateSrv, timeSrv) };
}

const table = (columns: string[], ...rows: unknown[][]) => ({
  results: { A: { refId: 'A', series: [], tables: [{ columns: columns.map((text) => ({ text })), rows }] } },
});

describe('Datasource', () => {
  it('names what it wants of the injector, which a minifier would not keep', () => {
    expect(Datasource.$inject).toHaveLength(Datasource.length);
  });

  it('asks the executable for panels, with interval, points and what Grafana strips', async () => {
    const { calls, datasource } = setUp();
    await datasource.query({
      targets: [
        { refId: 'A', target: 'cpu $hosts', type: 'timeserie' },
        { refId: 'B', target: 'select metric' },
        { refId: 'C', target: 'up', payload: '{"h":"$hosts"}', hide: false },
      ],
      range,
      rangeRaw: { from: 'now-6h', to: 'now' },
      intervalMs: 30000,
      maxDataPoints: 550,
      panelId: 2,
      timezone: 'browser',
    });
    const shared = {
      intervalMs: 30000,
      maxDataPoints: 550,
      datasourceId: 7,
      carried: {
        panelId: 2,
        timezone: 'browser',
        rangeRaw: { from: 'now-6h', to: 'now' },
        scopedVars: { hosts: { text: ['a', 'b'], value: ['a', 'b'] } },
        filters,
      },
    };
    expect(calls).toEqual([
      {
        url: '/api/tsdb/query',
        method: 'POST',
        data: {
          ...epochs,
          queries: [
            { refId: 'A', target: 'cpu (a|b)', type: 'timeserie', ...shared },
            { refId: 'C', target: 'up', payload: { h: ['a', 'b'] }, hide: false, ...shared },
          ],
        },
      },
    ]);
  });

  it('asks for a query that moves in later versions as for any other', async () => {
    const { calls, datasource } = setUp();
    const targets = [{ refId: 'A', target: 'cpu', live: { intervalMs: 5000 } }];
    await datasource.query({ targets, range, intervalMs: 30000, maxDataPoints: 550 });
    const { queries } = calls[0]?.data as { readonly queries: readonly object[] };
    expect(queries).toMatchObject([{ refId: 'A', target: 'cpu' }]);
    expect(queries[0]).not.toHaveProperty('live');
  });

  it('asks nothing when there is nothing to ask', async () => {
    const { calls, datasource } = setUp();
    expect(await datasource.query({ targets: [{ refId: 'A' }], range })).toEqual({ data: [] });
    expect(calls).toEqual([]);
  });

  it('gives panels series and tables in the order of the queries', async () => {
    const { datasource } = setUp({
      results: {
        B: { refId: 'B', series: null, tables: [{ columns: [{ text: 'n' }], rows: [[3.7]] }] },
        A: {
          refId: 'A',
          series: [{ name: 'up', points: [[1, 1714543200000]], tags: { host: 'x' } }, { name: 'empty' }],
        },
      },
    });
    const targets = [
      { refId: 'A', target: 'up' },
      { refId: 'B', target: 'n', type: 'table' },
      { refId: 'C', target: 'none' },
    ];
    expect(await datasource.query({ targets, range })).toEqual({
      data: [
        { target: 'up', datapoints: [[1, 1714543200000]], tags: { host: 'x' }, refId: 'A' },
        { target: 'empty', datapoints: [], tags: undefined, refId: 'A' },
        { type: 'table', columns: [{ text: 'n' }], rows: [[3.7]], refId: 'B' },
      ],
    });
  });

  it('lets a newer request of the same panel take the place of the last', async () => {
    const { calls, datasource } = setUp();
    await datasource.query({ targets: [{ refId: 'A', target: 'up' }], range, requestId: 'Q1' });
    expect(calls[0]?.requestId).toBe('Q1');
  });

  it('tests through the executable, as every query goes', async () => {
    const { calls, datasource } = setUp(table(['status', 'message', 'details'], ['ok', 'The server answered', '{}']));
    expect(await datasource.testDatasource()).toEqual({ status: 'success', message: 'The server answered' });
    expect(calls[0]?.data).toEqual({ ...epochs, queries: [{ refId: 'A', queryType: 'test', datasourceId: 7 }] });
  });

  it("shows the executable's words when the test fails", async () => {
    const { datasource } = setUp(Object.assign(new Error('400'), { data: { message: 'GET / failed: refused' } }));
    expect(await datasource.testDatasource()).toEqual({ status: 'error', message: 'GET / failed: refused' });
  });

  it('finds metrics', async () => {
    const { calls, datasource } = setUp(table(['text', 'value'], ['upper 25', 1], ['upper 50', 0]));
    expect(await datasource.findMetrics('upper')).toEqual([
      { text: 'upper 25', value: 1 },
      { text: 'upper 50', value: 0 },
    ]);
    expect(calls[0]?.data).toMatchObject({ queries: [{ queryType: 'search', target: 'upper' }] });
  });

  it('shows what the executable says it would send', async () => {
    const row = ['PUT', '/api/query', 'accept, host', '{"targets":[1]}'];
    const { calls, datasource } = setUp(table(['method', 'path', 'headerNames', 'body'], row));
    const text = await datasource.previewQuery({ refId: 'B', target: 'cpu $hosts' });
    expect(text).toBe('PUT /api/query\nHeaders: accept, host\n\n{\n  "targets": [\n    1\n  ]\n}');
    expect(calls[0]?.data).toMatchObject({
      queries: [{ queryType: 'sent-query', query: { refId: 'B', target: 'cpu (a|b)', carried: { filters } } }],
    });
  });

  it('gives variables the texts of a list without values', async () => {
    const { calls, datasource } = setUp(table(['text'], ['a'], ['b']));
    expect(await datasource.metricFindQuery('hosts in $hosts', { range })).toEqual([
      { text: 'a', value: 'a' },
      { text: 'b', value: 'b' },
    ]);
    expect(calls[0]?.data).toMatchObject({ ...epochs, queries: [{ queryType: 'variable', query: 'hosts in (a|b)' }] });
  });

  it('draws annotations, also those with an end', async () => {
    const { calls, datasource } = setUp(
      table(
        ['time', 'timeEnd', 'title', 'text', 'tags', 'id'],
        [1, 2, 'Maintenance', 'backup', 'a,b', null],
        [3, null, null, 'v2', null, null],
      ),
    );
    const annotation = { name: 'Deploys', enable: true, iconColor: 'red', query: '$hosts' };
    expect(await datasource.annotationQuery({ annotation, range })).toEqual([
      { annotation, time: 1, timeEnd: 2, isRegion: true, title: 'Maintenance', text: 'backup', tags: ['a', 'b'] },
      { annotation, time: 3, text: 'v2', tags: [] },
    ]);
    expect(calls[0]?.data).toMatchObject({
      ...epochs,
      queries: [
        {
          queryType: 'annotations',
          annotation: { name: 'Deploys', enable: true, iconColor: 'red', query: '{a,b}' },
        },
      ],
    });
  });

  it('finds keys and values of ad hoc filters, beside the filters there are', async () => {
    const { calls, datasource } = setUp(table(['text'], ['City']));
    expect(await datasource.getTagKeys()).toEqual([{ text: 'City', value: 'City' }]);
    await datasource.getTagValues({ key: 'City' });
    expect(calls.map(({ data }) => data)).toMatchObject([
      { queries: [{ queryType: 'tag-keys', carried: { filters } }] },
      { queries: [{ queryType: 'tag-values', key: 'City', carried: { filters } }] },
    ]);
  });

  it('knows which queries change with a variable', () => {
    const { datasource } = setUp();
    expect(datasource.targetContainsTemplate({ refId: 'A', target: 'cpu $hosts' })).toBe(true);
    expect(datasource.targetContainsTemplate({ refId: 'A', payload: '{"h":"[[hosts]]"}' })).toBe(true);
    expect(datasource.targetContainsTemplate({ refId: 'A', target: 'cpu $nobody' })).toBe(false);
  });
});
