import { describe, expect, it } from '@jest/globals';
import { aQuery } from '../../../testing/support/builders.ts';
import { dialectTable, reducedDialects } from '../server/dialect-table.ts';
import { parseQuery } from '../query/parse-query.ts';
import { toQueryBody } from './query-body.ts';

describe('toQueryBody', () => {
  it('sends what the browser-side plugin sent', () => {
    const body = toQueryBody(
      [
        aQuery({ refId: 'A', target: 'upper_50', intervalMs: 30_000, maxDataPoints: 550 }),
        aQuery({ refId: 'B', target: 'upper_75', format: 'table' }),
      ],
      { rangeFormat: 'iso', dialect: dialectTable['simple-json'] },
    );
    expect(body).toEqual({
      app: 'dashboard',
      requestId: 'Q0',
      timezone: 'utc',
      panelId: 0,
      dashboardId: 0,
      range: {
        from: '2024-05-01T06:00:00.000Z',
        to: '2024-05-01T12:00:00.000Z',
        raw: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' },
      },
      rangeRaw: { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' },
      interval: '30s',
      intervalMs: 30_000,
      maxDataPoints: 550,
      targets: [
        { target: 'upper_50', refId: 'A', type: 'timeserie' },
        { target: 'upper_75', refId: 'B', type: 'table' },
      ],
      scopedVars: {
        __from: { text: '1714543200000', value: '1714543200000' },
        __to: { text: '1714564800000', value: '1714564800000' },
        __interval: { text: '30s', value: '30s' },
        __interval_ms: { text: '30000', value: 30_000 },
      },
      adhocFilters: [],
      startTime: 1714564800000,
      format: 'json',
    });
  });

  it('leaves out filters under the name that the original does not know when there are none', () => {
    const filters = [{ key: 'City', operator: '=', value: 'Berlin' }];
    for (const dialect of reducedDialects.filter(({ body }) => body === 'whole')) {
      const without = toQueryBody([aQuery()], { rangeFormat: 'iso', dialect });
      expect([without['adhocFilters'], 'filters' in without]).toEqual([[], false]);
      const carried = { filters };
      const body = toQueryBody([aQuery({ carried })], { rangeFormat: 'iso', dialect });
      expect(body).toMatchObject({ adhocFilters: filters, filters });
    }
  });

  it.each([
    [
      'the README of the original shows',
      ['panelId', 'range', 'rangeRaw', 'interval', 'intervalMs', 'maxDataPoints', 'adhocFilters', 'format', 'targets'],
    ],
    ['Grafana 3 sent', ['panelId', 'range', 'rangeRaw', 'interval', 'maxDataPoints', 'format', 'targets']],
  ])('ends with no more than what %s', (_, fields) => {
    const bodies = reducedDialects.map((dialect) =>
      toQueryBody([aQuery({ model: { target: 'a', editorMode: 'code' } })], { rangeFormat: 'iso', dialect }),
    );
    const body = bodies.find((each) => Object.keys(each).length === fields.length);
    expect(Object.keys(body ?? {}).sort()).toEqual(fields.toSorted());
    expect(body?.targets).toEqual([{ target: 'a', refId: 'A', type: 'timeserie' }]);
  });

  it.each([
    ['auto' as const, { type: 'timeserie', payload: {} }],
    ['simple-json' as const, { type: 'timeserie' }],
    ['json-datasource-0.2' as const, { type: 'timeseries', data: null }],
    ['json-datasource-0.4' as const, { payload: {} }],
    ['json-datasource-0.7' as const, { payload: {} }],
  ])('has the empty payload that servers of %s expect', (name, expected) => {
    const { targets } = toQueryBody([aQuery()], { rangeFormat: 'iso', dialect: dialectTable[name] });
    expect(targets).toEqual([{ target: 'a', refId: 'A', ...expected }]);
  });

  it.each([
    ['epochMs' as const, undefined, { from: 1714543200000, to: 1714564800000 }],
    ['raw' as const, undefined, { from: '1714543200000', to: '1714564800000' }],
    ['raw' as const, { from: '5m', to: 'now' }, { from: '5m', to: 'now' }],
  ])('writes the range as %s of %j', (rangeFormat, raw, expected) => {
    const timeRange = { ...aQuery().timeRange, ...(raw === undefined ? {} : { raw }) };
    expect(
      toQueryBody([aQuery({ timeRange })], { rangeFormat, dialect: dialectTable['simple-json'] })['range'],
    ).toMatchObject(expected);
  });

  it("hands on a saved model's own fields, and none of Grafana's", () => {
    const model = { refId: 'A', target: 'a', editorMode: 'code', hide: false, datasource: { uid: 'x' }, key: 'Q' };
    const query = aQuery({ model, data: { a: 1 }, payload: { b: '$__interval_ms' } });
    expect(toQueryBody([query], { rangeFormat: 'iso', dialect: dialectTable['simple-json'] }).targets).toEqual([
      { target: 'a', refId: 'A', type: 'timeserie', editorMode: 'code', data: { a: 1 }, payload: { b: 1000 } },
    ]);
  });

  it('fills in macros of an alert rule that stand outside quotes in its payload', () => {
    const json =
      '{"target":"a","payload":"{\\"n\\": $__interval_ms, \\"from\\": ${__from}, \\"step\\": $__interval, \\"x\\": $host}"}';
    const query = parseQuery({ ...aQuery(), json });
    expect(toQueryBody([query], { rangeFormat: 'iso', dialect: dialectTable.auto }).targets).toMatchObject([
      { payload: { n: 1000, from: 1714543200000, step: '1s', x: '$host' } },
    ]);
  });

  it('hands on what our pages carry past Grafana', () => {
    const filters = [{ key: 'City', operator: '=', value: 'Berlin' }];
    const scopedVars = { host: { text: 'a', value: 'a' } };
    const rangeRaw = { from: 'now-6h', to: 'now' };
    const carried = { panelId: 2, dashboardUID: 'abc', timezone: 'browser', rangeRaw, scopedVars, filters };
    expect(toQueryBody([aQuery({ carried })], { rangeFormat: 'iso', dialect: dialectTable.auto })).toMatchObject({
      panelId: 2,
      dashboardUID: 'abc',
      timezone: 'browser',
      range: { raw: rangeRaw },
      rangeRaw,
      scopedVars: { ...scopedVars, __interval_ms: { value: 1000 } },
      adhocFilters: filters,
      filters,
    });
  });

  it.each([
    [
      'simple-json-backend' as const,
      ['range', 'targets'],
      { target: 'a', refId: 'A', type: 'timeserie', payload: { x: 1 } },
    ],
    ['json-datasource-0.2' as const, ['adhocFilters'], { target: 'a', refId: 'A', type: 'timeseries', data: { x: 1 } }],
    ['json-datasource-0.6' as const, ['adhocFilters'], { target: 'a', refId: 'A', payload: { x: 1 } }],
    ['json-datasource-0.7' as const, ['filters'], { target: 'a', refId: 'A', payload: { x: 1 } }],
  ])('speaks %s', (name, keys, target) => {
    const body = toQueryBody([aQuery({ payload: { x: 1 } })], { rangeFormat: 'iso', dialect: dialectTable[name] });
    const distinctive = ['adhocFilters', 'filters', ...(keys.includes('range') ? Object.keys(body) : [])];
    expect(Object.keys(body).filter((key) => distinctive.includes(key))).toEqual(keys);
    expect(body.targets).toEqual([target]);
  });
});
