import { describe, expect, it } from '@jest/globals';
import { aDataQuery, usePluginStage } from '../../../testing/support/plugin-stage.ts';
import type { DataQuery, DataResponse } from '../../sdk/api/query-data.ts';

const stage = usePluginStage();

async function ask(queries: readonly DataQuery[]): Promise<ReadonlyMap<string, DataResponse>> {
  return new Map(Object.entries(await stage.query(queries, { pluginContext: stage.aContext({ retries: 0 }) })));
}

/** The refIds of each request. */
function requestsSent(): string[] {
  return stage.upstream.bodies('/query').map((body) => {
    const { targets } = body as { targets: { refId: string }[] };
    return targets.map(({ refId }) => refId).join('');
  });
}

describe('runQueries', () => {
  const panel = (panelId: number) => ({ carried: { panelId } });

  it.each<[string, DataQuery, DataQuery, string[]]>([
    [
      'one request where all is equal',
      aDataQuery({ refId: 'A', target: 'a', ...panel(1) }),
      aDataQuery({ refId: 'B', target: 'b', ...panel(1) }),
      ['AB'],
    ],
    [
      'one for each panel',
      aDataQuery({ refId: 'A', target: 'a', ...panel(1) }),
      aDataQuery({ refId: 'B', target: 'b', ...panel(2) }),
      ['A', 'B'],
    ],
    [
      'one for each interval',
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'b' }, { intervalMs: 2000 }),
      ['A', 'B'],
    ],
    [
      'one for each number of points',
      aDataQuery({ refId: 'A', target: 'a' }),
      aDataQuery({ refId: 'B', target: 'b' }, { maxDataPoints: 200 }),
      ['A', 'B'],
    ],
  ])('sends %s', async (_, one, other, expected) => {
    stage.answerEachTarget();
    await ask([one, other]);
    expect(requestsSent().toSorted()).toEqual(expected);
  });

  it('sends at most a hundred requests for one call, and refuses by name what would take more', async () => {
    stage.answerEachTarget();
    stage.upstream.answer('/search', { body: ['a'] });
    const searches = Array.from({ length: 60 }, (_, i) =>
      aDataQuery({ refId: `S${i}`, target: 'a', queryType: 'search' }),
    );
    const panels = Array.from({ length: 60 }, (_, i) => aDataQuery({ refId: `P${i}`, target: 'a', ...panel(i) }));
    const answers = await ask([...searches, ...panels]);
    const refused = [...answers].filter(([, { error }]) => error !== undefined);
    expect(refused.map(([refId]) => refId)).toEqual(Array.from({ length: 20 }, (_, i) => `S${i + 40}`));
    expect(refused[0]?.[1].error?.message).toContain('may take 100 requests, these take 120');
    expect(requestsSent()).toHaveLength(60);
  });

  it('refuses by name what goes beyond the size of one call', async () => {
    stage.answerEachTarget();
    const long = Array.from({ length: 9 }, (_, i) =>
      aDataQuery({ refId: `L${i}`, target: `${i}`, payload: 'x'.repeat(2_000_000) }),
    );
    const many = Array.from({ length: 66 }, (_, i) =>
      aDataQuery({ refId: `Q${String(i)}`, target: String(i), payload: 'x'.repeat(64_000) }),
    );
    const errorsOf = async (queries: readonly DataQuery[]): Promise<readonly unknown[]> =>
      [...(await ask(queries)).values()].map(({ error }) => error?.message);
    const error = expect.stringContaining('may have 16777216 characters together, and 4194304 if of each only 65536');
    expect(await errorsOf(long)).toEqual([...Array<undefined>(8).fill(undefined), error]);
    expect(await errorsOf(many)).toEqual([...Array<undefined>(65).fill(undefined), error]);
  });

  it.each([400, 404, 422, 500, 501])('asks each alone where the server answers %i because of one', async (status) => {
    stage.upstream.answer('/query', ({ body }) =>
      body.includes('"bad"')
        ? { status, body: { message: 'no such column' } }
        : { body: [{ target: 'good', datapoints: [[1, 1714543200000]] }] },
    );
    const answers = await ask([aDataQuery({ refId: 'A', target: 'good' }), aDataQuery({ refId: 'B', target: 'bad' })]);
    expect(answers.get('A')?.error).toBeUndefined();
    expect(answers.get('A')?.frames).toHaveLength(1);
    expect(answers.get('B')?.error?.message).toContain('no such column');
  });

  it.each([401, 403, 429, 502, 503, 504])('does not ask again after %i, which concerns all', async (status) => {
    stage.upstream.answer('/query', () => ({ status, body: { message: 'not now' } }));
    const answers = await ask([aDataQuery({ refId: 'A', target: 'a' }), aDataQuery({ refId: 'B', target: 'b' })]);
    expect(requestsSent()).toEqual(['AB']);
    expect([...answers.values()].map(({ error }) => error?.message)).toEqual([
      expect.stringContaining('not now'),
      expect.stringContaining('not now'),
    ]);
  });
});
