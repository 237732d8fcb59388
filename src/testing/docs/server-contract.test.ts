/** docs/openapi.yaml against the packaged executable: it sends the requests that stand there, and reads the answers as they are meant. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { distFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';
import { type ExampleServer, startExampleServer } from '../../backend/commands/example-server/example-server.ts';
import type { PluginQueries } from '../e2e/query-plugin.ts';
import { queryVersion2 } from '../e2e/query-version2.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { type PluginProcess, startPluginProcess } from '../support/process/plugin-process.ts';
import { readDocumentedPages } from './documented-pages.ts';
import { type OpenapiExample, readOpenapiExamples } from './openapi-document.ts';

const command = path.join(distFolder, executableName(ownTarget()));
const examples = readOpenapiExamples();
const requests = examples.filter(({ side }) => side === 'request');

let plugin: PluginProcess;
let upstream: FakeUpstream;
let exampleServer: ExampleServer;
let nextId = 1;

beforeAll(async () => {
  plugin = await startPluginProcess({ command, grafanaVersion: '12.4.0', protocolVersions: '2' });
  upstream = await startFakeUpstream();
  exampleServer = await startExampleServer({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await plugin.shutdown();
  await upstream.close();
  await exampleServer.stop();
});

function example(name: string): OpenapiExample {
  const found = examples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`docs/openapi.yaml has no example ${name}`);
  return found;
}

/** A data source of its own on a server that answers what stands in the examples, and 404 elsewhere. */
function ask(answers: readonly string[], jsonData: { readonly dialect?: 'json-datasource-0.7' } = {}): PluginQueries {
  for (const route of new Set(examples.map((one) => one.path))) upstream.answer(route, { status: 404 });
  for (const name of ['health response', ...answers]) {
    upstream.answer(example(name).path, { body: example(name).value });
  }
  return queryVersion2(plugin, { id: nextId++, url: upstream.url, jsonData });
}

describe('examples in docs/openapi.yaml', () => {
  it.each(examples)('$name is what its schema allows', ({ value, validate }) => {
    expect({ valid: validate(value), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });
});

describe('requests in docs/openapi.yaml are what the executable sends', () => {
  const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
  const filter = { key: 'region', operator: '=', value: 'eu' };
  const carried = {
    ...{ app: 'dashboard', timezone: 'browser', panelId: 2, dashboardId: 1, dashboardUID: 'abc' },
    ...{ rangeRaw: { from: 'now-6h', to: 'now' }, filters: [filter] },
    scopedVars: { host: { text: 'web-1', value: 'web-1' } },
  };
  const asked: Readonly<Record<string, (questions: PluginQueries) => Promise<unknown>>> = {
    'query request panel': (questions) =>
      questions.panel([
        { target: 'cpu load', type: 'timeserie', carried },
        { target: 'inventory', type: 'table', carried },
      ]),
    'query request rule': (questions) =>
      questions.rule({ target: 'cpu load', type: 'timeserie', payload: { host: ['web-1'] } }),
    'search request': (questions) => questions.metrics('cpu'),
    'annotations request': (questions) => questions.annotations('deploy'),
    'tagKeys request': (questions) => questions.tagKeys(),
    'tagValues request': (questions) => questions.tagValues('region', [{ key: 'host', operator: '=', value: 'web-1' }]),
    'metrics request': (questions) => questions.metrics(''),
    'metricPayloadOptions request': (questions) => questions.payloadOptions({ metric: 'cpu load', name: 'host' }),
    'variable request': (questions) => questions.variable('hosts'),
  };

  it('each has a question', () => {
    expect(Object.keys(asked).sort()).toEqual(requests.map(({ name }) => name).sort());
  });

  it.each(requests)('$name', async ({ name, operation, path: route, value, validate }) => {
    const later = ['metrics', 'metricPayloadOptions', 'variable'].includes(operation);
    const response = examples.find((one) => one.operation === operation && one.side === 'response')?.name ?? '';
    const questions = ask(['search response texts', 'query response series', response], later ? { dialect: 'json-datasource-0.7' } : {}); // prettier-ignore
    const before = upstream.bodies(route).length;
    await asked[name]?.(questions);
    const sent = upstream.bodies(route)[before];
    expect({ valid: validate(sent), errors: validate.errors }).toEqual({ valid: true, errors: null });
    // Its own times are for the interval that a panel of this test asks for.
    expect(keysOf(sent)).toEqual(keysOf(value));
    if (name !== 'query request panel') return;
    expect(sent).toMatchObject({ range, targets: (value as { targets: unknown }).targets, filters: [filter] });
  });
});

describe('answers in docs/openapi.yaml are read as they are meant', () => {
  it('health', async () => {
    expect(await ask(['search response texts']).health()).toMatch(/^The server answered/);
  });

  it('series, with their labels, units and gaps', async () => {
    const frames = await ask(['query response series']).panel([{ target: 'cpu load' }]);
    const values = frames.map(({ fields }) => fields.find(({ name }) => name !== 'Time'));
    // A null cell reads as NaN in a column of numbers.
    expect(values.map((field) => [field?.labels, field?.config?.unit, [...(field?.values ?? [])]])).toEqual([
      [{ host: 'web-1', region: 'eu' }, 'percent', [12.5, NaN, 13]],
      [{ host: 'db-1', region: 'us' }, 'percent', [71, 72.25, 70]],
    ]);
  });

  it('a table', async () => {
    const [frame] = await ask(['query response table']).panel([{ target: 'inventory', type: 'table' }]);
    expect(frame?.fields.map(({ name, values }) => [name, [...values]])).toEqual([
      ['Time', [1714543200000, 1714543200000]],
      ['host', ['web-1', 'db-1']],
      ['cores', [8, 32]],
    ]);
  });

  it('no data', async () => {
    const frames = await ask(['query response nothing']).rule({ target: 'cpu load' });
    expect(frames).toEqual([]);
  });

  it.each([
    ['search response texts', {}, (q: PluginQueries) => q.metrics(''), ['cpu load', 'cpu temperature']],
    ['search response values', {}, (q: PluginQueries) => q.variable('cities'), ['Berlin', 'Prague']],
    ['annotations response', {}, (q: PluginQueries) => q.annotations('deploy'), ['Version 1.2', 'Backup']],
    ['tagKeys response', {}, (q: PluginQueries) => q.tagKeys(), ['host', 'region']],
    ['tagValues response', {}, (q: PluginQueries) => q.tagValues('region', []), ['eu', 'us']],
    ['metrics response', { dialect: 'json-datasource-0.7' }, (q: PluginQueries) => q.metrics(''), ['CPU load']],
    ['metricPayloadOptions response', { dialect: 'json-datasource-0.7' }, (q: PluginQueries) => q.payloadOptions({ metric: 'cpu load', name: 'host' }), ['web-1', 'db-1']], // prettier-ignore
    ['variable response', { dialect: 'json-datasource-0.7' }, (q: PluginQueries) => q.variable('hosts'), ['web-1', 'db-1']], // prettier-ignore
  ] as const)('%s', async (name, jsonData, question, texts) => {
    expect(await question(ask([name], jsonData))).toEqual(texts);
  });

  it('every answer is among them, and none brings a notice', () => {
    const read = ['health response', 'query response series', 'query response table', 'query response nothing'];
    const options = ['search response texts', 'search response values', 'annotations response', 'tagKeys response'];
    const later = ['tagValues response', 'metrics response', 'metricPayloadOptions response', 'variable response'];
    const named = examples.filter(({ side }) => side === 'response').map(({ name }) => name);
    expect(named.sort()).toEqual([...read, ...options, ...later].sort());
  });
});

describe('the example server keeps to docs/openapi.yaml', () => {
  it.each(requests)('$name', async ({ operation, path: route, value }) => {
    const response = await fetch(`${exampleServer.url}${route}`, { method: 'POST', body: JSON.stringify(value) });
    const answer: unknown = await response.json();
    const validate = examples.find((one) => one.operation === operation && one.side === 'response')?.validate;
    expect({ status: response.status, valid: validate?.(answer), errors: validate?.errors }).toEqual({ status: 200, valid: true, errors: null }); // prettier-ignore
    expect(answer).not.toEqual([]);
  });
});

describe('docs/server.md', () => {
  const quoted = readDocumentedPages().flatMap(({ name, blocks }) =>
    blocks.flatMap(({ notes, text, line }) => {
      const quote = notes.get('openapi');
      return quote === undefined ? [] : [{ quote, place: `${name}:${line}`, value: JSON.parse(text) as unknown }];
    }),
  );

  it.each(quoted)('$place is "$quote" in docs/openapi.yaml', ({ quote, value }) => {
    expect(value).toEqual(example(quote).value);
  });

  it('shows most of them', () => {
    expect(quoted.length).toBeGreaterThan(12);
  });
});

/** Every key of a value, with those of the objects in it; a list counts by its first element. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(keysOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]));
}
