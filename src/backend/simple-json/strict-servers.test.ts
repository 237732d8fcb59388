import { describe, expect, it } from '@jest/globals';
import { usePluginStage } from '../../testing/support/plugin-stage.ts';
import type { RecordedRequest, ScriptedAnswer } from '../../testing/support/fake-upstream.ts';
import { requestContext } from '../../testing/support/request-context.ts';
import { connectionsFree } from './server/connections-free.ts';

const stage = usePluginStage();

const timeRange = { fromEpochMs: 1714543200000, toEpochMs: 1714546800000 };

/** Texts of the frames, or the error. */
async function query(model: object, jsonData: object = {}): Promise<unknown> {
  const asked = {
    refId: 'A',
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange,
    json: JSON.stringify(model),
  };
  const context = requestContext(stage.aContext(jsonData), { fromAlert: true });
  const response = (await stage.plugin.queryData({ queries: [asked] }, context)).get('A');
  return response?.error?.message ?? response?.frames.map(({ fields }) => [...(fields.at(-1)?.values ?? [])]);
}

async function annotations(annotation: object, jsonData: object = {}): Promise<unknown> {
  const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T07:00:00.000Z' };
  const request = {
    path: 'annotations',
    url: 'annotations',
    method: 'POST',
    body: Buffer.from(JSON.stringify({ annotation, range, variables: [] })),
  };
  const { body } = await stage.plugin.callResource(request, requestContext(stage.aContext(jsonData)));
  return JSON.parse(Buffer.from(body).toString());
}

type Fields = Readonly<Record<string, unknown>>;

/** Refuses what is not in a list, and what lacks something of it, as typed structures of many languages do. */
function strictly(fields: readonly string[], status: number, answer: ScriptedAnswer) {
  return (request: RecordedRequest): ScriptedAnswer => {
    const given = Object.keys(JSON.parse(request.body) as Fields);
    const wrong = [...given.filter((key) => !fields.includes(key)), ...fields.filter((key) => !given.includes(key))];
    return wrong.length === 0 ? answer : { status, body: `unexpected or missing: ${wrong.join(', ')}` };
  };
}

const data = { body: [{ target: 'a', datapoints: [[42, 1714543200000]] }] };

describe('a server that takes exactly', () => {
  it.each([
    [
      'what the README shows',
      400,
      ['panelId', 'range', 'rangeRaw', 'interval', 'intervalMs', 'targets', 'adhocFilters', 'format', 'maxDataPoints'],
    ],
    ['what Grafana 3 sent', 500, ['panelId', 'range', 'rangeRaw', 'interval', 'targets', 'format', 'maxDataPoints']],
  ])('%s answers a rule, and is remembered', async (_, status, fields) => {
    stage.upstream.answer('/query', strictly(fields, status, data));
    expect(await query({ target: 'a' })).toEqual([[42]]);
    const asked = stage.upstream.requests.length;
    expect(await query({ target: 'b' })).toEqual([[42]]);
    expect(stage.upstream.requests.length).toBe(asked + 1);
  });

  it('target, refId and type in a target answers a rule', async () => {
    stage.upstream.answer('/query', (request) => {
      const { targets } = JSON.parse(request.body) as { readonly targets: readonly Fields[] };
      return Object.keys(targets[0] ?? {})
        .sort()
        .join() === 'refId,target,type'
        ? data
        : { status: 422 };
    });
    expect(await query({ target: 'a', editorMode: 'code' })).toEqual([[42]]);
  });
});

describe('a server of one connection at a time', () => {
  it('is asked once more on that connection', async () => {
    stage.upstream.answer('/query', strictly(['panelId', 'range', 'rangeRaw', 'interval', 'targets', 'format', 'maxDataPoints'], 500, data)); // prettier-ignore
    stage.upstream.answer('/search', { body: ['a'] });
    stage.upstream.answer('/metrics', { body: ['a'] });
    expect(await query({ target: 'a' })).toEqual([[42]]);
    await connectionsFree();
    await annotations({ name: 'n', query: 'q' });
    await connectionsFree();
    await stage.plugin.checkHealth(requestContext(stage.aContext({})));
    expect(stage.upstream.requests.length).toBeGreaterThan(10);
    expect(stage.upstream.connections()).toBe(1);
  });
});

describe('what the server gets', () => {
  it.each([
    ['the README', 'the fields of', ['panelId', 'range', 'rangeRaw', 'interval', 'intervalMs', 'targets', 'adhocFilters', 'format', 'maxDataPoints']], // prettier-ignore
    ['all fields', 'any of', undefined],
  ])('is shown as it is sent once a server has taken %s', async (_title, _of, fields) => {
    stage.upstream.answer('/query', fields === undefined ? data : strictly(fields, 400, data));
    const model = { refId: 'A', target: 'a', payload: { x: 1 }, alias: 'z' };
    expect(await query(model)).toEqual([[42]]);
    const [from = '', to = ''] = [timeRange.fromEpochMs, timeRange.toEpochMs].map((ms) => new Date(ms).toISOString());
    const asked = { query: model, range: { from, to }, intervalMs: 1000, maxDataPoints: 100 };
    const request = {
      path: 'sent-query',
      url: 'sent-query',
      method: 'POST',
      body: Buffer.from(JSON.stringify(asked)),
    };
    const { body } = await stage.plugin.callResource(request, requestContext(stage.aContext({})));
    const shown = JSON.parse(Buffer.from(body).toString()) as { readonly body: unknown };
    expect(shown.body).toEqual(stage.upstream.bodies('/query').at(-1));
  });
});

describe('a server that needs a payload', () => {
  it.each([{}, { dialect: 'json-datasource-0.4' }])('gets an empty one: %j', async (jsonData) => {
    stage.upstream.answer('/query', (request) => {
      const { targets } = JSON.parse(request.body) as { readonly targets: readonly Fields[] };
      return targets[0]?.['payload'] === undefined ? { body: { error: 'payload is no mapping' } } : data;
    });
    expect(await query({ target: 'a' }, jsonData)).toEqual([[42]]);
  });
});

describe('a server of the first JSON data source', () => {
  /** As typed structures do: 422 for a field that is missing; or as JavaScript does, which reads on. */
  const needsData = (status: number) => (request: RecordedRequest): ScriptedAnswer => {
    const { targets } = JSON.parse(request.body) as { readonly targets: readonly Fields[] };
    return targets.every((target) => 'data' in target) ? data : { status, body: 'targets.0.data: field required' };
  }; // prettier-ignore

  it.each([
    ['with annotations', 422, { payload: { x: 1 } }, true],
    ['with annotations, for a query without a payload', 422, {}, true],
    ['without', 400, { payload: { x: 1 } }, false],
    ['that breaks down', 500, { payload: { x: 1 } }, true],
  ])('%s, gets the payload as data, and is remembered', async (_, status, model, hasAnnotations) => {
    stage.upstream.answer('/query', needsData(status));
    if (hasAnnotations) stage.upstream.answer('/annotations', { body: [] });
    expect(await query({ target: 'a', ...model })).toEqual([[42]]);
    const asked = stage.upstream.requests.length;
    expect(asked).toBeLessThanOrEqual(10);
    expect(await query({ target: 'b', ...model })).toEqual([[42]]);
    expect(stage.upstream.requests.length).toBe(asked + 1);
    expect(stage.upstream.bodies('/query').at(-1)).toMatchObject({ targets: [{ target: 'b', type: 'timeseries' }] });
  });
});

describe('annotations', () => {
  const events = { body: [{ time: 1714543200000, title: 'deploy' }] };
  const original = ['annotation', 'range', 'rangeRaw'];
  const saved = { name: 'n', enable: true, query: 'q', target: { target: 'q', payload: { x: 1 } } };

  it.each([400, 422, 500])('of a server that refuses more than the original sent with %d', async (status) => {
    stage.upstream.answer('/annotations', strictly(original, status, events));
    expect(await annotations(saved)).toMatchObject([{ text: 'deploy' }]);
    expect(await annotations(saved)).toMatchObject([{ text: 'deploy' }]);
    const [, plain, ...others] = stage.upstream.bodies('/annotations');
    expect(plain).toMatchObject({
      annotation: { name: 'n', datasource: 'test', iconColor: 'rgba(255, 96, 96, 1)', enable: true, query: 'q' },
    });
    expect(others).toEqual([plain]);
  });

  it('are asked of a named original server as that was, at once', async () => {
    stage.upstream.answer('/annotations', strictly(original, 400, events));
    expect(await annotations(saved, { dialect: 'simple-json' })).toMatchObject([{ text: 'deploy' }]);
    expect(stage.upstream.requests).toHaveLength(1);
  });

  it('have the text of what Grafana 12 saves as their query', async () => {
    stage.upstream.answer('/annotations', events);
    await annotations({ name: 'n', target: { target: 'text' } });
    expect(stage.upstream.bodies('/annotations')).toMatchObject([
      { annotation: { name: 'n', enable: true, query: 'text' } },
    ]);
  });

  it('that are none stay none where /query answers with a graph, now and later', async () => {
    stage.upstream.answer('/annotations', { body: [] });
    stage.upstream.answer('/query', data);
    expect(await annotations(saved)).toEqual([]);
    stage.upstream.answer('/annotations', events);
    expect(await annotations(saved)).toMatchObject([{ text: 'deploy' }]);
  });

  it('come from /query where it has some that say something', async () => {
    stage.upstream.answer('/annotations', { body: [] });
    const columns = [{ text: 'time', type: 'time' }, { text: 'text', type: 'string' }]; // prettier-ignore
    stage.upstream.answer('/query', { body: [{ type: 'table', columns, rows: [[1714543200000, 'deploy']] }] });
    expect(await annotations(saved)).toMatchObject([{ text: 'deploy' }]);
  });

  it('that are refused in both ways are an error in the words of the first', async () => {
    stage.upstream.answer('/annotations', { status: 400, body: 'no such query' });
    stage.upstream.answer('/query', { status: 404 });
    expect(JSON.stringify(await annotations(saved))).toContain('no such query');
  });

  it('are probed with all that the original sent', async () => {
    stage.upstream.answer('/annotations', (request) => {
      const { annotation } = JSON.parse(request.body) as { readonly annotation?: Fields };
      return annotation === undefined ? { status: 500, body: 'annotation is undefined' } : { body: [] };
    });
    const health = await stage.plugin.checkHealth(requestContext(stage.aContext({})));
    expect(health.details).toMatchObject({ endpoints: ['/annotations'] });
  });
});
