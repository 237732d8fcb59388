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

  it('are five thousand queries', async () => {
    stage.upstream.answer('/query', { body: [] });
    const answers = await stage.query(many(5002));
    expect(errorsOf(answers)).toEqual(
      Array(2).fill('one call may hold 5000 queries, this one holds 5002; ask in several calls, or with fewer queries'),
    );
  });
});
