import { beforeEach, describe, expect, it } from '@jest/globals';
import { aDataQuery, usePluginStage } from '../../../testing/support/plugin-stage.ts';

const stage = usePluginStage();

describe('a query of a special type', () => {
  beforeEach(() => {
    stage.upstream.answer('/search', { body: [{ text: 'upper', value: 1 }, { text: 'lower', value: 0 }] }); // prettier-ignore
  });

  it.each([
    ['search', { target: 'u' }, '/search', { target: 'u' }],
    ['variable', { query: 'u' }, '/search', { target: 'u' }],
    ['tag-keys', {}, '/tag-keys', { timeRange: { from: '2024-05-01T06:00:00.000Z' } }],
    ['tag-values', { key: 'City' }, '/tag-values', { key: 'City' }],
    ['payload-options', { target: 'm', name: 'n' }, '/metric-payload-options', { metric: 'm', name: 'n' }],
  ])('%s: a table of texts and values', async (queryType, model, path, body) => {
    stage.upstream.answer(path, { body: [{ text: 'upper', value: 1 }, { text: 'lower', value: 0 }] }); // prettier-ignore
    const { A } = await stage.query([aDataQuery({ ...model, queryType })]);
    expect(A?.error).toBeUndefined();
    expect(A?.frames[0]?.fields.map(({ name, values }) => [name, ...values])).toEqual([
      ['text', 'upper', 'lower'],
      ['value', 1, 0],
    ]);
    expect(stage.upstream.bodies(path)).toMatchObject([body]);
  });

  it('annotations: the columns Grafana maps by itself', async () => {
    const event = { time: 1714543200000, timeEnd: 1714543800000, title: 'deploy', text: 'v2', tags: ['a', 'b'] };
    stage.upstream.answer('/annotations', { body: [event] });
    const { A } = await stage.query([aDataQuery({ queryType: 'annotations', query: 'deploys' })]);
    expect(A?.frames[0]?.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['time', 'timeEnd', 'text', 'tags'])); // prettier-ignore
    expect(stage.upstream.bodies('/annotations')).toMatchObject([{ annotation: { query: 'deploys' } }]);
  });

  it('test: what "Save & test" would say', async () => {
    const { A } = await stage.query([aDataQuery({ queryType: 'test' })]);
    expect(A?.frames[0]?.fields.map(({ values }) => values[0])).toEqual(['ok', expect.stringContaining('answered'), expect.any(String)]); // prettier-ignore
  });
});
