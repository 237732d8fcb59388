import { config, setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../testing/grafana/fake-template-srv.ts';
import { DataSource } from './data-source.ts';

const at = (iso: string) => ({ toISOString: () => iso, valueOf: () => Date.parse(iso) });
const range = {
  from: at('2024-05-01T06:00:00.000Z'),
  to: at('2024-05-01T12:00:00.000Z'),
  raw: { from: 'now-6h', to: 'now' },
};
const rangeText = {
  from: '2024-05-01T06:00:00.000Z',
  to: '2024-05-01T12:00:00.000Z',
  raw: { from: 'now-6h', to: 'now' },
};

const settings = { id: 7, name: 'My server', jsonData: {} };

let calls: { url: string; body: unknown }[];
let answer: unknown;

beforeEach(() => {
  calls = [];
  answer = { options: [] };
  setTemplateSrv(fakeTemplateSrv([{ name: 'hosts', value: ['a', 'b'] }]));
  setBackendSrv({
    post: async (url: string, body: unknown) => {
      calls.push({ url, body });
      return answer;
    },
  });
});

describe('DataSource', () => {
  it('declares exactly one parameter, which keeps Grafana 7 from handing it to Angular', () => {
    expect(DataSource.length).toBe(1);
  });

  it('asks for queries with their variables filled in and with what Grafana strips', async () => {
    const request = {
      targets: [
        { refId: 'A', target: 'cpu $hosts', type: 'timeserie' as const },
        { refId: 'B', target: 'select metric' },
        { refId: 'C', target: 'up', hide: true },
      ],
      panelId: 2,
      rangeRaw: { from: 'now-6h', to: 'now' },
      filters: [{ key: 'City', operator: '=', value: 'Berlin' }],
    };
    await new DataSource(settings).query(request);
    expect(calls).toEqual([
      {
        url: '/api/ds/query',
        body: {
          queries: [
            {
              refId: 'A',
              target: 'cpu (a|b)',
              type: 'timeserie',
              carried: {
                panelId: 2,
                rangeRaw: { from: 'now-6h', to: 'now' },
                scopedVars: { hosts: { text: ['a', 'b'], value: ['a', 'b'] } },
                filters: [{ key: 'City', operator: '=', value: 'Berlin' }],
              },
            },
          ],
        },
      },
    ]);
  });

  it('asks nothing when there is nothing to ask', async () => {
    expect(await new DataSource(settings).query({ targets: [{ refId: 'A' }] })).toEqual({ data: [] });
    expect(calls).toEqual([]);
  });

  it('knows the variables of a request even where Grafana does not hand them on', async () => {
    const carried = { scopedVars: { hosts: { text: 'x', value: 'x' } } };
    expect(new DataSource(settings).applyTemplateVariables({ refId: 'A', target: '$hosts', carried }).target).toBe('x');
  });

  it('carries ad hoc filters of a query that an expression asks for', () => {
    const filters = [{ key: 'City', operator: '=', value: 'Berlin' }];
    expect(new DataSource(settings).interpolateVariablesInQueries([{ refId: 'A', target: 'up' }], {}, filters)).toEqual(
      [{ refId: 'A', target: 'up', carried: { filters } }],
    );
  });

  it('gives back the very objects where nothing changes, so that no page takes them for edited', () => {
    const dataSource = new DataSource(settings);
    const query = { refId: 'A', target: 'up', type: 'timeserie' as const };
    expect(dataSource.applyTemplateVariables(query, {})).toBe(query);
    expect(dataSource.interpolateVariablesInQueries([query], {})[0]).toBe(query);
    expect(dataSource.getDefaultQuery()).toBe(dataSource.getDefaultQuery());
    expect(dataSource.variables).toBe(dataSource.variables);
    expect(dataSource.variables?.editor).toBe(dataSource.variables?.editor);
  });

  it('leaves out queries that are not filled in', () => {
    const dataSource = new DataSource(settings);
    expect(dataSource.filterQuery({ refId: 'A', target: 'up' })).toBe(true);
    expect(dataSource.filterQuery({ refId: 'A' })).toBe(false);
  });

  it('asks for the options of a variable', async () => {
    answer = {
      options: [
        { text: 'One', value: 1 },
        { text: 'yes', value: true },
      ],
      more: 0,
    };
    const found = await new DataSource(settings).metricFindQuery('hosts of $hosts', { range });
    expect(found).toEqual([
      { text: 'One', value: 1 },
      { text: 'yes', value: 'true' },
    ]);
    expect(calls).toEqual([
      { url: '/api/datasources/7/resources/variable', body: { query: 'hosts of (a|b)', range: rangeText } },
    ]);
  });

  it('has variables with an editor of their own, whose options are those of metricFindQuery', async () => {
    answer = { options: [{ text: 'a', value: 'a' }], more: 0 };
    const { variables } = new DataSource(settings);
    const request = {
      targets: [{ refId: 'X', query: 'find $__searchFilter', format: 'string' }],
      scopedVars: { __searchFilter: { text: '', value: 'abc' } },
      range,
    };
    expect(await variables?.query(request)).toEqual({ data: [{ text: 'a', value: 'a' }] });
    expect(calls[0]?.body).toEqual({ query: 'find abc', range: rangeText });
  });

  it('tells what may narrow down ad hoc filters', async () => {
    const filters = [{ key: 'City', operator: '=', value: 'Berlin', origin: 'dashboard' }];
    const dataSource = new DataSource(settings);
    await dataSource.getTagKeys();
    await dataSource.getTagKeys({ filters, timeRange: range });
    await dataSource.getTagValues({ key: 'host', filters });
    const sent = [{ key: 'City', operator: '=', value: 'Berlin' }];
    expect(calls).toEqual([
      { url: '/api/datasources/7/resources/tag-keys', body: {} },
      { url: '/api/datasources/7/resources/tag-keys', body: { filters: sent, range: rangeText } },
      { url: '/api/datasources/7/resources/tag-values', body: { key: 'host', filters: sent } },
    ]);
  });

  it('rejects when the executable does, so that no list waits for ever', async () => {
    setBackendSrv({ post: async () => Promise.reject(new Error('out of reach')) });
    await expect(new DataSource(settings).getTagKeys()).rejects.toThrow('out of reach');
  });
});

describe('DataSource in Grafana 7.0 and 7.1', () => {
  const today = config.buildInfo;

  beforeEach(() => {
    Object.assign(config, { buildInfo: { version: '7.1.5' } });
  });

  afterEach(() => {
    Object.assign(config, { buildInfo: today });
  });

  it('answers annotations itself, each event with the annotation it belongs to', async () => {
    answer = [{ time: 1, text: 'v2' }];
    const annotation = { name: 'Deploys', enable: true, query: '$hosts' };
    const { annotationQuery } = new DataSource(settings);
    expect(await annotationQuery?.({ annotation, range })).toEqual([{ time: 1, text: 'v2', annotation }]);
    expect(calls).toEqual([
      {
        url: '/api/datasources/7/resources/annotations',
        body: { annotation: { name: 'Deploys', enable: true, query: '{a,b}' }, range: rangeText },
      },
    ]);
  });
});
