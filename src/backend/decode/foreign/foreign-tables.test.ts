import { describe, expect, it } from '@jest/globals';
import { decodeJson, summaryOf } from '../../../testing/support/decoded-json.ts';

const t = 1714543200000;
const s = t / 1000;
const iso = '2024-05-01T06:00:00Z';

const summary = (answer: unknown): unknown => summaryOf(answer, 'labels');

describe('charts of other tools', () => {
  it.each<[string, unknown, unknown]>([
    ['OpenTSDB', [{ metric: 'cpu', tags: { host: 'a' }, aggregateTags: [], dps: { [s]: 1, [s + 60]: null } }], [['cpu', { host: 'a' }, [t, t + 60_000], [1, NaN]]]], // prettier-ignore
    ['OpenTSDB, arrays', [{ metric: 'cpu', tags: {}, dps: [[s, 1]] }], [['cpu', {}, [t], [1]]]],
    ['Highcharts', [{ name: 'a', data: [{ x: t, y: 1 }] }], [['a', {}, [t], [1]]]],
    ['Highcharts with a start', [{ name: 'a', pointStart: t, pointInterval: 1000, data: [1, null] }], [['a', {}, [t, t + 1000], [1, NaN]]]], // prettier-ignore
    ['Chart.js', { labels: [iso], datasets: [{ label: 'a', data: [1] }, { label: 'b', data: [null] }] }, [['a', {}, [t], [1]], ['b', {}, [t], [NaN]]]], // prettier-ignore
    ['RRDtool', { meta: { start: s - 60, step: 60, legend: ['a', 'b'] }, data: [[1, null]] }, [['a', {}, [t], [1]], ['b', {}, [t], [NaN]]]], // prettier-ignore
    ['Volkszähler', { version: '0.3', data: { uuid: 'x', from: t, min: [t, 1], tuples: [[t, 1.5, 1]], rows: 2 } }, [['x', {}, [t], [1.5]]]], // prettier-ignore
    ['points of C# tuples', [{ target: 'a', datapoints: [{ Item1: 1, Item2: t }] }], [['a', {}, [t], [1]]]],
    ['points of Java pairs', [{ target: 'a', datapoints: [{ left: 1, right: t }] }], [['a', {}, [t], [1]]]],
    ['points by time', [{ target: 'a', datapoints: { [t]: 1 } }], [['a', {}, [t], [1]]]],
    ['points by number', [{ target: 'a', datapoints: { 0: [1, t], 2: [2, t] } }], [['a', {}, [t, t], [1, 2]]]],
    ['values and times by turns', [{ target: 'a', datapoints: [1, t, 2, t + 1] }], [['a', {}, [t, t + 1], [1, 2]]]],
  ])('%s', (_, answer, expected) => {
    expect(summary(answer)).toEqual(expected);
    expect(decodeJson(answer).problems).toEqual([]);
  });
});

describe('tables of other tools', () => {
  const table = [
    ['time', t],
    ['load', 1],
  ];
  const columns = [{ name: 'time', type: 'TIMESTAMP' }, { name: 'load', type: 'DOUBLE' }]; // prettier-ignore

  it.each<[string, unknown, unknown]>([
    ['columns beside data', { columns: ['time', 'load'], data: [[iso, 1]] }, table],
    ['QuestDB', { query: 'x', columns, dataset: [[iso, 1]], count: 1 }, table],
    ['ClickHouse, compact', { meta: [{ name: 'time', type: 'DateTime' }, { name: 'load', type: 'UInt64' }], data: [['2024-05-01 06:00:00', '1']], rows: 1 }, table], // prettier-ignore
    ['BigQuery', { schema: { fields: columns }, rows: [{ f: [{ v: `${s}.0` }, { v: '1' }] }] }, table],
    ['Google Charts', { status: 'ok', table: { cols: [{ id: 'time', type: 'datetime' }, { label: 'load', type: 'number' }], rows: [{ c: [{ v: 'Date(2024,4,1,6,0,0)' }, { v: 1 }] }] } }, table], // prettier-ignore
    ['Netdata', { labels: ['time', 'load'], data: [[s, 1]] }, table],
    ['Elasticsearch, hits', { took: 1, hits: { total: 1, hits: [{ _index: 'i', _id: '1', _source: { time: iso, load: 1 } }] } }, table], // prettier-ignore
    ['Elasticsearch, buckets', { hits: { hits: [] }, aggregations: { h: { buckets: [{ key: t, doc_count: 2, load: { value: 1 } }] } } }, table], // prettier-ignore
    ['Elasticsearch, buckets in buckets', { aggregations: { host: { buckets: [{ key: 'a', doc_count: 9, per: { buckets: [{ key: t, doc_count: 2 }] } }] } } }, [['host', 'a'], ['time', t], ['count', 2]]], // prettier-ignore
    ['Druid, timeseries', [{ timestamp: iso, result: { load: 1 } }], [['timestamp', t], ['load', 1]]], // prettier-ignore
    ['Druid, topN', [{ timestamp: iso, result: [{ load: 1 }] }], [['timestamp', t], ['load', 1]]], // prettier-ignore
    ['Druid, groupBy', [{ version: 'v1', timestamp: iso, event: { load: 1 } }], [['timestamp', t], ['load', 1]]], // prettier-ignore
    ['Loki', { data: { resultType: 'streams', result: [{ stream: { app: 'x' }, values: [[`${t}000000`, 'up']] }] } }, [['time', t], ['line', 'up'], ['app', 'x']]], // prettier-ignore
    ['JSON:API', { data: [{ type: 'm', id: 'x', attributes: { load: 1 } }] }, [['id', 'x'], ['load', 1]]], // prettier-ignore
    ['GeoJSON', { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { load: 1 }, geometry: null }] }, [['load', 1]]], // prettier-ignore
    ['OData', { '@odata.context': 'x', value: [{ time: iso, load: 1 }] }, table],
    ['HAL', { _embedded: { items: [{ time: iso, load: 1 }] }, page: { size: 1 } }, table],
    ['Spring', { content: [{ time: iso, load: 1 }], pageable: {}, totalElements: 1 }, table],
    ['Zabbix', { result: [{ clock: String(s), load: '1' }], id: 1 }, [['clock', t], ['load', 1]]], // prettier-ignore
  ])('%s', (_, answer, expected) => {
    expect(summary(answer)).toEqual([expected]);
    expect(decodeJson(answer).problems).toEqual([]);
  });

  it('say where the numbers are that no column has', () => {
    const { problems } = decodeJson([{ name: 'x', fields: { load: { doubleValue: 1 } } }]);
    expect(problems).toEqual([
      'result[0], key "fields": expected numbers, texts or times; what lies inside of others is shown as JSON, got an object with "load"',
    ]);
    expect(decodeJson([{ time: iso, load: 1, tags: { weight: 2 } }]).problems).toEqual([]);
    expect(decodeJson([{ time: iso, message: 'up', tags: ['a'] }]).problems).toEqual([]);
  });
});

describe('a small answer', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => i);
  const times = many.map((i) => t + i);

  it.each<[string, unknown]>([
    ['times beside series without values', { labels: times, datasets: many.map(() => ({ label: 'a', data: [] })) }],
    ['names beside rows without cells', { meta: { start: s, step: 1, legend: many }, data: many.map(() => []) }],
    ['one column of rows beside empty ones', Object.fromEntries(many.map((i) => [`c${i}`, i === 0 ? Object.fromEntries(times.map((time) => [time, 1])) : {}]))], // prettier-ignore
    ['labels beside lines', [{ stream: Object.fromEntries(many.map((i) => [`l${i}`, 'x'])), values: many.map(() => [`${t}000000`, 'x']) }]], // prettier-ignore
  ])('does not grow by multiplication: %s', (_, answer) => {
    const cells = (): number => {
      const { results } = decodeJson(answer);
      return results.flatMap((result) => (result.kind === 'series' ? [result.value] : result.fields)).reduce((sum, { values }) => sum + values.length, 0); // prettier-ignore
    };
    let most = 0;
    try {
      most = cells();
    } catch (error) {
      expect(error).toHaveProperty('name', 'DecodeError');
    }
    expect(most).toBeLessThanOrEqual(10 * many.length);
  });
});
