import { describe, expect, it } from '@jest/globals';
import type { OptionList } from '../../../shared/resource-routes.ts';
import type { RecordedRequest } from '../../../testing/support/fake-upstream.ts';
import { requestContext } from '../../../testing/support/request-context.ts';
import type { CallResourceRequest } from '../../sdk/api/call-resource.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { usePluginStage } from '../../../testing/support/plugin-stage.ts';

const stage = usePluginStage();

describe('callResource', () => {
  const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T07:00:00.000Z' };

  async function call(
    path: string,
    body: unknown,
    { headers = {}, ...given }: Partial<CallResourceRequest & Pick<RequestContext, 'headers'>> = {},
  ): Promise<{ status: number; json: unknown }> {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const pluginContext = stage.aContext({ keepCookies: ['sid'] });
    const context = requestContext(pluginContext, { headers, headersFrom: 'browser' });
    const response = await stage.plugin.callResource(
      { path, url: path, method: 'POST', body: bytes, ...given },
      context,
    );
    return { status: response.status, json: JSON.parse(Buffer.from(response.body).toString()) };
  }

  it('hands /search on as it is', async () => {
    stage.upstream.answer('/search', { body: ['a', 'b'] });
    expect(await call('search', { target: 'x' })).toEqual({ status: 200, json: ['a', 'b'] });
    expect(stage.upstream.bodies('/search')).toEqual([{ target: 'x' }]);
  });

  it('counts the metrics beyond the limit', async () => {
    stage.upstream.answer('/search', { body: ['a', 'b', 'c'] });
    expect(await call('metrics', { text: '', limit: 2 })).toEqual({
      status: 200,
      json: { options: [{ text: 'a', value: 'a' }, { text: 'b', value: 'b' }], more: 1 }, // prettier-ignore
    });
  });

  it('finds out that a server has /metrics instead of /search, and remembers', async () => {
    stage.upstream.answer('/metrics', { body: [{ label: 'A', value: 'a' }, { label: 'B', value: 'b' }] }); // prettier-ignore
    const expected = { status: 200, json: { options: [{ text: 'B', value: 'b' }], more: 0 } };
    expect(await call('metrics', { text: 'b' })).toEqual(expected);
    expect(await call('metrics', { text: 'b' })).toEqual(expected);
    expect(await call('metrics', { metric: 'b' })).toMatchObject({ status: 200 });
    expect(stage.upstream.requests.map(({ path }) => path)).toEqual(['/search', '/metrics', '/metrics']);
  });

  const upper = ['upper_25', 'upper_50', 'upper_9', 'upper_90'];

  it.each([
    ['what was typed, where the server sends its whole list', 'upper_9', upper, ['upper_9', 'upper_90']],
    ['every word of what was typed, in any order', '9 UPPER', upper, ['upper_9', 'upper_90']],
    ['a value as well as a name', 'm7', [{ text: 'CPU', value: 'm7' }, { text: 'RAM', value: 'm8' }], ['CPU']], // prettier-ignore
    ['nothing, where the whole list has nothing of it', 'lower', upper, []],
  ])('narrows a list of metrics down to %s', async (_what, text, body, found) => {
    stage.upstream.answer('/search', { body });
    const { json } = await call('metrics', { text });
    expect((json as OptionList).options.map((option) => option.text)).toEqual(found);
  });

  it('leaves a server its own way to search, and asks it once', async () => {
    const search = ({ body }: RecordedRequest): unknown => {
      const { target } = JSON.parse(body) as { target: string };
      return target === 'processor' ? ['cpu load'] : ['cpu load', 'ram'];
    };
    stage.upstream.answer('/search', (request) => ({ body: search(request) }));
    expect(await call('metrics', { text: 'ram' })).toMatchObject({ json: { options: [{ text: 'ram' }] } });
    expect(stage.upstream.requests).toHaveLength(1);
    expect(await call('metrics', { text: 'processor' })).toMatchObject({ json: { options: [{ text: 'cpu load' }] } });
  });

  it('asks for a list of metrics once within some seconds, for each person', async () => {
    stage.upstream.answer('/search', { body: ['a', 'b'] });
    await call('metrics', { text: 'a' });
    await call('metrics', { text: 'a', limit: 1 });
    expect(stage.upstream.requests).toHaveLength(1);
    await call('metrics', { text: 'a' }, { headers: { cookie: 'sid=1' } });
    await call('metrics', { text: 'a' }, { headers: { 'x-cache-skip': 'true' } });
    await call('metrics', { text: 'b' });
    expect(stage.upstream.requests).toHaveLength(4);
  });

  it('takes a greeting, which some servers answer anywhere, for an endpoint that is not there', async () => {
    for (const path of ['/variable', '/annotations']) stage.upstream.answer(path, { body: 'ok\n' });
    stage.upstream.answer('/search', { body: ['a'] });
    stage.upstream.answer('/query', { body: [{ time: 1714543200000, text: 'x' }] });
    expect((await call('variable', { query: 'q' })).json).toEqual({ options: [{ text: 'a', value: 'a' }], more: 0 });
    expect((await call('annotations', { annotation: { query: 'q' }, range })).json).toMatchObject([{ text: 'x' }]);
    expect(stage.upstream.bodies('/query')).toMatchObject([
      { range, intervalMs: 3600, maxDataPoints: 1000, targets: [{ refId: 'Anno', target: 'q' }] },
    ]);
  });

  it('gives a server the name of the data source where Grafana gives an object', async () => {
    stage.upstream.answer('/annotations', { body: [] });
    await call('annotations', { annotation: { query: 'q', datasource: { type: 't', uid: 'u' } }, range });
    expect(stage.upstream.bodies('/annotations')).toMatchObject([{ annotation: { query: 'q', datasource: 'test' } }]);
  });

  it('asks /variable where there is one', async () => {
    stage.upstream.answer('/variable', { body: [{ __text: 'A', __value: 1 }] });
    const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
    expect((await call('variable', { query: '{"x":1}', range })).json).toEqual({ options: [{ text: 'A', value: 1 }], more: 0 }); // prettier-ignore
    expect(stage.upstream.bodies('/variable')).toEqual([{ payload: { x: 1 }, range: { ...range, raw: range } }]);
  });

  it('passes filters, range and typed text on to tag values', async () => {
    stage.upstream.answer('/tag-values', { body: [{ text: 'Berlin' }] });
    const filters = [{ key: 'Land', operator: '=|', value: 'a', values: ['a', 'b'] }];
    await call('tag-values', { key: 'City', filters, text: 'Be' });
    expect(stage.upstream.bodies('/tag-values')).toEqual([{ key: 'City', filters, target: 'Be' }]);
  });

  it.each([400, 422, 500])(
    'asks for tags as the original did where more is refused with %d, and remembers',
    async (status) => {
      const isPlain = ({ body }: RecordedRequest): boolean => Object.keys(JSON.parse(body) as object).length === 0;
      stage.upstream.answer('/tag-keys', (request) =>
        isPlain(request) ? { body: [{ text: 'host' }] } : { status, body: 'unknown field' },
      );
      const expected = { status: 200, json: { options: [{ text: 'host', value: 'host' }], more: 0 } };
      expect(await call('tag-keys', { filters: [], range })).toEqual(expected);
      expect(await call('tag-keys', { filters: [], range })).toEqual(expected);
      expect(stage.upstream.bodies('/tag-keys')).toEqual([expect.objectContaining({ filters: [] }), {}, {}]);
    },
  );

  it('says that there are too many annotations, and looks for none elsewhere', async () => {
    stage.upstream.answer('/annotations', { body: new Array<number>(250_001).fill(1) });
    stage.upstream.answer('/query', { body: [] });
    const { status, json } = await call('annotations', { annotation: { query: 'q' }, range });
    expect([status, json]).toEqual([502, expect.objectContaining({ message: expect.stringContaining('at most 250000 values') })]); // prettier-ignore
    expect(stage.upstream.requests.map(({ path }) => path)).toEqual(['/annotations']);
  });

  it('makes events of annotations', async () => {
    stage.upstream.answer('/annotations', { body: [{ time: 5, title: 'x', tags: 'a,b' }] });
    const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
    const { json } = await call('annotations', { annotation: { name: 'n', query: 'q' }, range });
    expect(json).toMatchObject([{ text: 'x', tags: ['a', 'b'] }]);
  });

  it.each([
    ['nothing', {}, 'POST', 404, 'no resource "nothing"'],
    ['constructor', {}, 'POST', 404, 'no resource "constructor"'],
    ['search', {}, 'GET', 405, 'expected POST'],
    ['search', '{', 'POST', 400, 'expected the request body to be a JSON object'],
    ['search', { target: 5 }, 'POST', 400, 'expected "target" to be a text, got 5'],
    ['metrics', { limit: -1 }, 'POST', 400, 'expected "limit"'],
    ['tag-values', {}, 'POST', 400, 'expected "key" to be a text, got nothing'],
    ['variable', { query: 5 }, 'POST', 400, 'expected "query"'],
    ['annotations', { annotation: {} }, 'POST', 400, 'expected "range"'],
    ['annotations', { annotation: {}, range: { from: 'x', to: 'y' } }, 'POST', 400, 'ISO dates'],
    ['payload-options', { metric: 'a' }, 'POST', 400, 'expected "name"'],
  ])('refuses %s with %j by %s: %d', async (path, body, method, status, message) => {
    const answer = await call(path, body, { method });
    expect(answer).toMatchObject({ status, json: { message: expect.stringContaining(message) } });
  });

  it('limits the JSON of a variable like any other', async () => {
    const query = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
    const message = expect.stringContaining("expected the variable's query to have at most 200 arrays");
    expect(await call('variable', { query })).toMatchObject({ status: 400, json: { message } });
    expect(stage.upstream.requests).toEqual([]);
  });

  it('shows no query of megabytes', async () => {
    const query = { target: 'a', payload: 'x'.repeat(1_100_000) };
    const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
    const message = expect.stringContaining('expected a query of at most 1048576 bytes to be shown');
    expect(await call('sent-query', { query, range })).toMatchObject({ status: 400, json: { message } });
  });

  it("passes the server's status on", async () => {
    stage.upstream.answer('/search', { status: 403, body: { message: 'not you' } });
    expect(await call('search', {})).toMatchObject({ status: 403, json: { message: expect.stringContaining('not you') } }); // prettier-ignore
  });
});
