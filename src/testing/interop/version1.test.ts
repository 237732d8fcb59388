import { beforeEach, describe, expect } from '@jest/globals';
import { check } from './conformance-check.ts';
import type { Json } from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import { useStage, type StageQuestion, type V1Result, type V1Series } from './interop-stage.ts';
import { defaultRange } from './query-requests.ts';

const { goHosts } = interopExecutables(process.env);

const start = 1714543200000;

describe.each(goHosts)('$name', (build) => {
  const stage = useStage(build);
  let session: string;

  beforeEach(async () => {
    ({ session } = await stage.launch('6.2'));
  });

  function answerQuery(body: unknown): void {
    stage.upstream.answer('/query', { body });
  }

  const ask = (question: StageQuestion) => stage.queryV1(session, question);
  const queryModel = (model: Json) => ask({ queries: [{ refId: 'A', model }] });

  check('11.1', 'a series arrives with every value, ascending, and without its nulls', async () => {
    answerQuery([
      {
        target: 'load',
        tags: { host: 'a', zone: 'north' },
        datapoints: [
          [0.1, start],
          [null, start + 1000],
          [-1e-300, start + 3000],
          [9007199254740991, start + 2000],
          [0, start + 4000],
        ],
      },
    ]);
    const [result] = await queryModel({ target: 'load' });
    expect(result?.error).toBe('');
    expect(result?.series.map(({ name }) => name)).toEqual(['load']);
    expect(result?.series[0]?.tags).toEqual({ host: 'a', zone: 'north' });
    expect(pointsOf(result?.series[0])).toEqual([
      [0.1, start],
      [9007199254740991, start + 2000],
      [-1e-300, start + 3000],
      [0, start + 4000],
    ]);
  });

  check('11.2', 'not-a-number and infinity never reach a host', async () => {
    answerQuery(`[{"target": "a", "datapoints": [[NaN, ${start}], [Infinity, ${start + 1}], [1, ${start + 2}]]}]`);
    const [result] = await queryModel({ target: 'a' });
    expect(pointsOf(result?.series[0])).toEqual([[1, start + 2]]);
  });

  check('11.3', 'a table arrives cell by cell, each of the kind of its value', async () => {
    answerQuery([
      {
        type: 'table',
        columns: [
          { text: 'Time', type: 'time' },
          { text: 'host', type: 'string' },
          { text: 'load', type: 'number' },
          { text: 'up', type: 'boolean' },
        ],
        rows: [
          [start, 'a', 0.5, true],
          [start + 1000, null, null, null],
          [null, '', -2, false],
        ],
      },
    ]);
    const [result] = await queryModel({ target: 't', type: 'table' });
    expect(result?.series).toEqual([]);
    expect(result?.tables.length).toBe(1);
    expect(result?.tables[0]?.columns.map(({ name }) => name)).toEqual(['Time', 'host', 'load', 'up']);
    expect(cellsOf(result)).toEqual([
      [start, 'a', 0.5, true],
      [start + 1000, null, null, null],
      [null, '', -2, false],
    ]);
  });

  check('11.4', 'no cell is ever of a kind that a host does not know', async () => {
    answerQuery([
      {
        type: 'table',
        columns: [{ text: 'mixed' }, { text: 'nested', type: 'other' }, { text: 'long', type: 'number' }],
        rows: [
          [1, { a: [1] }, 1e21],
          ['two', ['b'], 12345678901234],
          [true, null, null],
        ],
      },
    ]);
    const [result] = await queryModel({ target: 't', type: 'table' });
    expect(result?.error).toBe('');
    const kinds = result?.tables[0]?.rows.flatMap(({ values }) => values.map(({ kind }) => kind)) ?? [];
    expect(kinds.length).toBe(9);
    for (const kind of kinds) {
      expect(['TYPE_NULL', 'TYPE_DOUBLE', 'TYPE_INT64', 'TYPE_BOOL', 'TYPE_STRING', 'TYPE_BYTES']).toContain(kind);
    }
  });

  check('11.5', 'each refId is answered once, in one request upstream', async () => {
    stage.upstream.answer('/query', ({ body }) => ({
      body: (JSON.parse(body) as { targets: { target: string }[] }).targets.map(({ target }, i) => ({
        target,
        datapoints: [[i, start]],
      })),
    }));
    const targets = { C: 'c', A: 'a', B: 'b' };
    const results = await ask({
      queries: Object.entries(targets).map(([refId, target]) => ({ refId, model: { target } })),
    });
    expect(stage.upstream.requests.length).toBe(1);
    const answered = results.map(({ refId, error, series }) => [refId, error, series.map(({ name }) => name)]);
    expect(answered.toSorted()).toEqual([
      ['A', '', ['a']],
      ['B', '', ['b']],
      ['C', '', ['c']],
    ]);
  });

  check('11.6', 'an alert rule, which names neither points nor interval, asks the server for sane ones', async () => {
    answerQuery([{ target: 'a', datapoints: [[42, start]] }]);
    const results = await ask({
      range: { ...defaultRange, raw: { from: '5m', to: 'now' } },
      queries: [{ refId: 'A', model: { target: 'a' }, maxDataPoints: 0, intervalMs: 0 }],
    });
    expect(pointsOf(results[0]?.series[0])).toEqual([[42, start]]);
    const [body] = stage.upstream.bodies('/query') as { intervalMs: number; maxDataPoints: number; interval: string }[];
    expect(body?.maxDataPoints).toBeGreaterThan(0);
    expect(body?.intervalMs).toBeGreaterThan(0);
    expect(body?.interval).toMatch(/^[1-9]\d*(ms|s|m|h|d)$/);
  });

  check('11.7', 'the server is asked for the range of the request, in both of its spellings', async () => {
    answerQuery([]);
    await ask({
      range: { ...defaultRange, raw: { from: 'now-6h', to: 'now' } },
      queries: [{ refId: 'A', model: { target: 'a' }, maxDataPoints: 640, intervalMs: 30_000 }],
    });
    expect(stage.upstream.bodies('/query')).toEqual([
      expect.objectContaining({
        range: {
          from: '2024-05-01T06:00:00.000Z',
          to: '2024-05-01T12:00:00.000Z',
          raw: { from: 'now-6h', to: 'now' },
        },
        rangeRaw: { from: 'now-6h', to: 'now' },
        interval: '30s',
        intervalMs: 30_000,
        maxDataPoints: 640,
        targets: [expect.objectContaining({ target: 'a', refId: 'A', type: 'timeserie' })],
        scopedVars: expect.objectContaining({ __interval: { text: '30s', value: '30s' } }),
        adhocFilters: [],
      }),
    ]);
  });

  check('11.8', 'settings that are null are no settings', async () => {
    answerQuery([{ target: 'a', datapoints: [[1, start]] }]);
    const results = await ask({ jsonData: 'null', queries: [{ refId: 'A', model: { target: 'a' } }] });
    expect(results).toMatchObject([{ refId: 'A', error: '' }]);
  });

  check('11.9', "a failing server is its query's error, and the call succeeds", async () => {
    stage.upstream.answer('/query', { status: 503, body: 'maintenance until noon' });
    const results = await queryModel({ target: 'a' });
    expect(results).toMatchObject([{ refId: 'A', series: [], tables: [] }]);
    expect(results[0]?.error).toMatch(/503/);
  });

  check('11.10', "a model that is no model is its own query's error", async () => {
    answerQuery([{ target: 'b', datapoints: [[1, start]] }]);
    const request = {
      timeRange: { fromRaw: '1', toRaw: '2', fromEpochMs: '1', toEpochMs: '2' },
      datasource: { url: stage.upstream.url, jsonData: '{}' },
      queries: [
        { refId: 'A', modelJson: '[]' },
        { refId: 'B', modelJson: '{"target":"b"}' },
      ],
    };
    const [message] = await stage.host.call(session, 'models.DatasourcePlugin/Query', { request });
    const results = message?.['results'] as readonly V1Result[];
    expect(results.map(({ refId, error }) => [refId, error === '']).toSorted()).toEqual([
      ['A', false],
      ['B', true],
    ]);
  });

  check('11.11', 'a search is a table of texts, and of values where they differ', async () => {
    stage.upstream.answer('/search', { body: ['upper_25', 'upper_50'] });
    const [plain] = await queryModel({ queryType: 'search', target: 'upper' });
    expect(plain?.tables[0]?.columns.map(({ name }) => name)).toEqual(['text']);
    expect(cellsOf(plain)).toEqual([['upper_25'], ['upper_50']]);
    stage.upstream.answer('/search', { body: [{ text: 'upper 25', value: 25 }] });
    const [valued] = await queryModel({ queryType: 'search', target: 'upper 25' });
    expect(valued?.tables[0]?.columns.map(({ name }) => name)).toEqual(['text', 'value']);
    expect(cellsOf(valued)).toEqual([['upper 25', 25]]);
    expect(stage.upstream.bodies('/search')).toEqual([{ target: 'upper' }, { target: 'upper 25' }]);
  });

  check('11.12', 'a table with times and numbers is labelled series where time series are wanted', async () => {
    answerQuery([
      {
        type: 'table',
        columns: [
          { text: 'Time', type: 'time' },
          { text: 'host', type: 'string' },
          { text: 'load', type: 'number' },
        ],
        rows: [
          [start, 'a', 1],
          [start, 'b', 2],
          [start + 1000, 'a', 3],
        ],
      },
    ]);
    const [result] = await queryModel({ target: 't', type: 'timeserie' });
    expect(result?.tables).toEqual([]);
    expect(result?.series.map((series) => [series.tags, pointsOf(series)])).toEqual([
      [
        expect.objectContaining({ host: 'a' }),
        [
          [1, start],
          [3, start + 1000],
        ],
      ],
      [expect.objectContaining({ host: 'b' }), [[2, start]]],
    ]);
  });

  check('11.13', 'a caller that goes away takes its request upstream along', async () => {
    stage.upstream.answer('/query', () => new Promise(() => undefined));
    const arrived = stage.upstream.nextRequest();
    const call = stage.host.call(session, 'models.DatasourcePlugin/Query', {
      request: { datasource: { url: stage.upstream.url }, queries: [{ refId: 'A', modelJson: '{"target":"a"}' }] },
      cancelAfterMs: 500,
    });
    const outcome = expect(call).rejects.toMatchObject({ code: 'Canceled' });
    expect(await (await arrived).answered).toBe(false);
    await outcome;
  });
});

function pointsOf(series: V1Series | undefined): readonly (readonly [unknown, number])[] | undefined {
  return series?.points.map(({ timestamp, value }) => [value, Number(timestamp)]);
}

/** The first table as Grafana reads it: the kind says which of the fields counts. */
function cellsOf(result: V1Result | undefined): unknown {
  return result?.tables[0]?.rows.map(({ values }) => values.map(toCell));
}

function toCell({ kind, doubleValue, int64Value, boolValue, stringValue }: Json): unknown {
  switch (kind) {
    case 'TYPE_NULL':
      return null;
    case 'TYPE_DOUBLE':
      return doubleValue;
    case 'TYPE_INT64':
      return Number(int64Value);
    case 'TYPE_BOOL':
      return boolValue;
    case 'TYPE_STRING':
      return stringValue;
    default:
      return kind;
  }
}
