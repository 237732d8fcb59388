import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

import { afterEach, describe, expect, it } from '@jest/globals';

import type { SentQueryResponse } from '../../../shared/resource-routes.ts';
import { dialectNames } from '../../../shared/settings-model.ts';
import { listen } from '../../../testing/support/listen.ts';
import { requestContext } from '../../../testing/support/request-context.ts';
import { silentLogger } from '../../sdk/log/logger.ts';
import type { DataSourceInstanceSettings } from '../../sdk/api/plugin-context.ts';
import { createSimpleJsonPlugin } from '../simple-json-plugin.ts';

const secret = 'd41d8cd98f';
const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };
const timeRange = { fromEpochMs: Date.parse(range.from), toEpochMs: Date.parse(range.to) };
const carried = {
  panelId: 2,
  filters: [{ key: 'City', operator: '=', value: 'Berlin' }],
  rangeRaw: { from: 'now-6h', to: 'now' },
};
const query = { refId: 'B', target: 'cpu', type: 'timeserie', payload: '{"a":1}', carried };

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (close) => close()));
});

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headerNames: readonly string[];
  readonly body: unknown;
}

/** A server with /query and /metrics that notes what reaches the first, and the plugin that asks it. */
async function setUp(jsonData: object, refuses: (body: object) => boolean = () => false) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    void receive(request).then((one) => {
      const isQuery = one.path.startsWith('/api/query');
      if (isQuery) received.push(one);
      else if (!one.path.startsWith('/api/metrics')) response.statusCode = 404;
      if (isQuery && refuses(one.body as object)) response.statusCode = 400;
      response.end('[{"target":"cpu","datapoints":[[1,1714543200000]]}]');
    });
  });
  const listening = await listen(server);
  const plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1' }, environment: {} }, silentLogger);
  closing.push(
    async () => listening.close(),
    async () => plugin.close(),
  );
  const context = requestContext(aContext(`http://127.0.0.1:${listening.port}/api`, jsonData));
  const asked = { refId: 'B', queryType: '', maxDataPoints: 100, intervalMs: 1000, timeRange };
  return {
    received,
    async ask(): Promise<string> {
      const queries = [{ ...asked, json: JSON.stringify(query) }];
      const response = await plugin.queryData({ queries }, context);
      expect(response.get('B')?.error).toBeUndefined();
      return response.get('B')?.frames[0]?.meta?.executedQueryString ?? '';
    },
    async preview(): Promise<SentQueryResponse> {
      const body = Buffer.from(JSON.stringify({ query, range, intervalMs: 1000, maxDataPoints: 100 }));
      const call = { path: 'sent-query', url: 'sent-query', method: 'POST', body };
      const response = await plugin.callResource(call, context);
      return JSON.parse(Buffer.from(response.body).toString()) as SentQueryResponse;
    },
    async previewVersion1() {
      const queries = [{ ...asked, refId: 'X', json: JSON.stringify({ queryType: 'sent-query', query }) }];
      const response = await plugin.queryData({ queries }, context);
      return Object.fromEntries(
        (response.get('X')?.frames[0]?.fields ?? []).map(({ name, values }) => [name, String(values[0])]),
      );
    },
  };
}

async function receive(request: IncomingMessage): Promise<Received> {
  const body = await text(request);
  const names = request.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headerNames: names.sort(),
    body: body === '' ? {} : (JSON.parse(body) as unknown),
  };
}

function aContext(url: string, jsonData: object) {
  const dataSourceInstanceSettings: DataSourceInstanceSettings = {
    id: 1,
    uid: 'u',
    name: 'n',
    url,
    user: '',
    database: '',
    basicAuthEnabled: true,
    basicAuthUser: 'me',
    jsonData: JSON.stringify({ httpHeaderName1: 'X-Token', customQueryParameters: `key=${secret}`, ...jsonData }),
    decryptedSecureJsonData: { basicAuthPassword: secret, httpHeaderValue1: secret },
    lastUpdatedMs: 0,
  };
  return { orgId: 1, userAgent: 'Grafana/12.4.0', grafanaConfig: {}, dataSourceInstanceSettings };
}

describe('what is shown of a query is what the server gets: the preview, before it is asked, and the query inspector, after', () => {
  const members = [
    ...dialectNames.map((dialect) => ({ dialect })),
    { queryMethod: 'PUT' },
    { queryMethod: 'GET' },
    { rangeFormat: 'epochMs' },
    { rangeFormat: 'raw' },
    { queryMethod: 'PUT', dialect: 'json-datasource-0.7' },
  ];

  it.each(members)('%j', async (settings) => {
    const stage = await setUp(settings);
    const preview = await stage.preview();
    expect(stage.received).toEqual([]);
    const executed = await stage.ask();
    const [got] = stage.received;
    const { method, path, headerNames, body } = preview;
    expect({ method, path: path.replace('…', secret), headerNames, body }).toEqual(got);
    expect(executed).toBe(`${method} ${path}\nHeaders: ${headerNames.join(', ')}\n${JSON.stringify(got?.body)}`);
    expect(await stage.previewVersion1()).toEqual({
      method,
      path,
      headerNames: headerNames.join(', '),
      body: JSON.stringify(got?.body),
    });
    expect(JSON.stringify(preview) + executed).not.toContain(secret);
  });

  it('after the server has refused the first body, too', async () => {
    const stage = await setUp({}, (body) => 'adhocFilters' in body);
    const executed = await stage.ask();
    const last = stage.received.at(-1);
    expect(stage.received.length).toBeGreaterThan(1);
    expect(executed.endsWith(`\n${JSON.stringify(last?.body)}`)).toBe(true);
    expect((await stage.preview()).body).toEqual(last?.body);
  });
});
