import { describe, expect, it } from '@jest/globals';
import type { ScriptedAnswer } from '../../../testing/support/fake-upstream.ts';
import { requestContext } from '../../../testing/support/request-context.ts';
import type { DataQuery, DataResponse } from '../../sdk/api/query-data.ts';
import { aDataQuery, usePluginStage } from '../../../testing/support/plugin-stage.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import { createSimpleJsonPlugin } from '../simple-json-plugin.ts';

const stage = usePluginStage();

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
    stage.upstream.answer('/query', unmatched);
    const other = aDataQuery({ refId: 'other', target: 'x' }, { intervalMs: 7000 });
    const answers = await stage.query([...many(103), other]);
    const errors = errorsOf(answers);
    expect(errors).toHaveLength(3);
    expect(new Set(errors)).toEqual(
      new Set([
        "the server's answer does not say which results belong to which of 103 queries, and at most 100 of a call are asked one by one; " +
          "let the server write the query's refId or target into each result, or ask fewer queries at a time",
      ]),
    );
    expect(answers['other']?.frames).toHaveLength(1);
    expect(stage.upstream.bodies('/query')).toHaveLength(102);
  });

  it('are so many series in all, and no request more once these have come', async () => {
    const series = Array.from({ length: 40 }, (_, i) => ({ target: `s${String(i)}`, datapoints: [[1, 10]] }));
    stage.upstream.answer('/query', { body: series });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 100 },
      silentLogger,
    );
    const answers = await small.queryData({ queries: many(20) }, requestContext(stage.aContext()));
    await small.close();
    const outcomes = [...answers.values()].map(({ frames, error }) => error?.message ?? frames.length);
    const refused =
      'the answers to the queries of this call hold more than 100 series and tables in all, which is what one call gets here; ask for fewer';
    expect(outcomes.filter((outcome) => outcome === 40)).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === refused)).toHaveLength(18);
    expect(stage.upstream.bodies('/query').length).toBeLessThanOrEqual(5);
  });

  it('are so many series of equal queries as well, which share an answer', async () => {
    const series = Array.from({ length: 40 }, (_, i) => ({ target: `s${String(i)}`, datapoints: [[1, 10]] }));
    stage.upstream.answer('/query', { body: series });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 100 },
      silentLogger,
    );
    const equal = ['A', 'B', 'C', 'D'].map((refId) => aDataQuery({ refId, target: 'a' }));
    const answers = await small.queryData({ queries: equal }, requestContext(stage.aContext()));
    await small.close();
    expect([...answers.values()].map(({ frames }) => frames.length)).toEqual([40, 40, 0, 0]);
    expect([...answers.values()].slice(2).every(({ error }) => error !== undefined)).toBe(true);
  });

  it('are so many characters of names, labels and options, which each series has for itself', async () => {
    const columns = [
      { text: 'time', type: 'time' },
      { text: 'host', type: 'string' },
      { text: 'value', type: 'number', description: 'x'.repeat(50_000) },
    ];
    const rows = (count: number): unknown => Array.from({ length: count }, (_, i) => [1000 + i, `h${i}`, i]);
    stage.upstream.answer('/query', ({ body }) => {
      const { targets } = JSON.parse(body) as { readonly targets: readonly { readonly target: string }[] };
      return { body: targets.map(({ target }) => ({ target, type: 'table', columns, rows: rows(Number(target)) })) };
    });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 1000 },
      silentLogger,
    );
    const queries = ['100', '200', '10'].map((target) => aDataQuery({ refId: target, target, type: 'timeserie' }));
    const answers = await small.queryData({ queries }, requestContext(stage.aContext()));
    await small.close();
    expect(['100', '200', '10'].map((refId) => answers.get(refId)?.frames.length)).toEqual([100, 0, 10]);
    expect(errorsOf(Object.fromEntries(answers))).toEqual([
      expect.stringMatching(/^the names, labels, options and lists .* take more than 8388608 characters in all/),
    ]);
  });

  it('are so many characters of lists, which wait for each other', async () => {
    stage.upstream.answer('/search', { body: Array.from({ length: 2000 }, (_, i) => `${'x'.repeat(1000)}${i}`) });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 1000 },
      silentLogger,
    );
    const queries = Array.from({ length: 6 }, (_, i) =>
      aDataQuery({ refId: `Q${i}`, target: `m${i}`, queryType: 'search' }, { queryType: 'search' }),
    );
    const answers = await small.queryData({ queries }, requestContext(stage.aContext()));
    await small.close();
    expect([...answers.values()].filter(({ frames }) => frames.length === 1)).toHaveLength(4);
    expect(errorsOf(Object.fromEntries(answers))).toEqual(
      Array(2).fill(
        expect.stringMatching(/^the names, labels, options and lists .* take more than 8388608 characters/),
      ),
    );
  });

  it('are so many points of equal queries, which each have them for themselves', async () => {
    const datapoints = Array.from({ length: 40_000 }, (_, i) => [i, 1000 + i]);
    stage.upstream.answer('/query', { body: [{ target: 'a', datapoints }] });
    const small = createSimpleJsonPlugin(
      { plugin: { id: 'test', version: '1.0.0' }, environment: {}, maxSeries: 1000 },
      silentLogger,
    );
    const equal = Array.from({ length: 20 }, (_, i) => aDataQuery({ refId: `Q${i}`, target: 'a' }));
    const answers = await small.queryData({ queries: equal }, requestContext(stage.aContext()));
    await small.close();
    const errors = errorsOf(Object.fromEntries(answers));
    expect(errors).toHaveLength(6);
    expect(errors[0]).toContain('that ask for the same would get more than 8388608 bytes of the same points');
  });

  it('are five thousand queries', async () => {
    stage.upstream.answer('/query', { body: [] });
    const answers = await stage.query(many(5002));
    expect(errorsOf(answers)).toEqual(
      Array(2).fill('one call may hold 5000 queries, this one holds 5002; ask in several calls, or with fewer queries'),
    );
  });
});
