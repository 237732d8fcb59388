import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import {
  type QueryOptions,
  oneSeries,
  openSettingsStage,
  type SettingsStage,
  type StoredDataSource,
} from './settings-stage.ts';

let stage: SettingsStage;
let upstream: FakeUpstream;

beforeAll(async () => {
  stage = await openSettingsStage();
});

afterAll(async () => {
  await stage.close();
});

beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.answer('/query', { body: oneSeries });
  upstream.answer('/search', { body: ['a'] });
});

afterEach(async () => {
  await upstream.close();
});

type Given = Omit<StoredDataSource, 'url'>;

async function headersOf(version: 1 | 2, given: Given, options: QueryOptions = {}) {
  expect(await stage.query(version, { url: upstream.url, ...given }, options)).toMatchObject({ error: '' });
  return upstream.requests.at(-1)?.headers ?? {};
}

const tokens = {
  Authorization: 'Bearer person-token',
  'X-Id-Token': 'person-id-token',
  'http_X-Grafana-Id': 'grafana-id-token',
};

describe.each([1, 2] as const)('version %i', (version) => {
  it('traceparent and tracestate of the gRPC metadata go on', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const headers = await headersOf(version, {}, { metadata: { traceparent, tracestate: 'a=1' } });
    expect(headers).toMatchObject({ traceparent, tracestate: 'a=1' });
  });

  it('no other gRPC metadata does', async () => {
    const headers = await headersOf(
      version,
      {},
      { metadata: { authorization: 'Bearer grpc', cookie: 'a=b', 'x-other': '1' } },
    );
    for (const name of ['authorization', 'cookie', 'x-other']) expect(headers[name]).toBeUndefined();
  });

  it('User-Agent is as the Go SDK writes it', async () => {
    const grafana = version === 1 ? 'Grafana/0.0.0 (unknown; unknown)' : 'Grafana/13.0.0 (linux; amd64)';
    const headers = await headersOf(version, {});
    expect(headers['user-agent']).toBe(`${grafana} ${pluginJson.id}/${pluginJson.info.version}`);
  });

  it('X-Grafana-Org-Id says which organisation asks', async () => {
    expect(await headersOf(version, {})).toMatchObject({ 'x-grafana-org-id': '1' });
  });
});

describe('version 2 alone, since version 1 carries no headers', () => {
  it('oauthPassThru: the tokens of the asking person go on, before basic auth', async () => {
    const headers = await headersOf(
      2,
      {
        basicAuth: true,
        basicAuthUser: 'grafana',
        secureJsonData: { basicAuthPassword: 'p' },
        jsonData: { oauthPassThru: true },
      },
      { headers: tokens },
    );
    expect(headers).toMatchObject({
      authorization: 'Bearer person-token',
      'x-id-token': 'person-id-token',
      'x-grafana-id': 'grafana-id-token',
    });
  });

  it('oauthPassThru: off keeps them', async () => {
    const headers = await headersOf(2, { jsonData: { oauthPassThru: false } }, { headers: tokens });
    for (const name of ['authorization', 'x-id-token', 'x-grafana-id']) expect(headers[name]).toBeUndefined();
  });

  it('keepCookies: only the cookies named go on', async () => {
    const Cookie = 'grafana_session=s3cret; sid=1; theme=dark; sid2=2';
    const headers = await headersOf(2, { jsonData: { keepCookies: ['sid', 'theme'] } }, { headers: { Cookie } });
    expect(headers.cookie).toBe('sid=1; theme=dark');
    const none = await headersOf(2, {}, { headers: { Cookie } });
    expect(none.cookie).toBeUndefined();
  });

  it('who asks, from where, and for which rule goes on; nothing else does', async () => {
    const known = {
      'http_X-Grafana-User': 'admin',
      'X-Dashboard-Uid': 'd1',
      'X-Panel-Id': '7',
      'X-Query-Group-Id': 'g1',
      FromAlert: 'true',
      'http_X-Rule-Uid': 'rule-1',
      'http_X-Rule-Name': 'Load%20too%20high',
    };
    const headers = await headersOf(
      2,
      {},
      { headers: { ...known, 'X-Api-Key': 'no', 'http_X-Forwarded-For': 'no', Host: 'no' } },
    );
    expect(headers).toMatchObject({
      'x-grafana-user': 'admin',
      'x-dashboard-uid': 'd1',
      'x-panel-id': '7',
      'x-query-group-id': 'g1',
      fromalert: 'true',
      'x-rule-uid': 'rule-1',
      'x-rule-name': 'Load%20too%20high',
    });
    expect(Object.values(headers)).not.toContain('no');
  });

  it.each(['Jürgen', 'admin张', '😀'])('who asks goes on with every character, in UTF-8: %s', async (login) => {
    const headers = await headersOf(2, {}, { headers: { 'http_X-Grafana-User': login } });
    expect(Buffer.from(String(headers['x-grafana-user']), 'latin1').toString()).toBe(login);
  });

  it.each(['admin\n', 'ad\u0001min', ' admin'])('nobody asks rather than somebody else: %j', async (login) => {
    const headers = await headersOf(2, {}, { headers: { 'http_X-Grafana-User': login } });
    expect(headers).not.toHaveProperty('x-grafana-user');
  });

  it('a header that a browser made up about who asks or for which rule does not', async () => {
    const source = { url: upstream.url, jsonData: { oauthPassThru: true } };
    const made = {
      'X-Grafana-User': 'somebody-else',
      FromAlert: 'true',
      'X-Rule-Uid': 'rule-1',
      Authorization: 'Basic Z3JhZmFuYTpw',
    };
    expect(await stage.callResource(source, { path: 'search', body: { target: '' }, headers: made })).toMatchObject({
      code: 200,
    });
    const headers = upstream.requests.at(-1)?.headers ?? {};
    for (const name of ['x-grafana-user', 'fromalert', 'x-rule-uid', 'authorization'])
      expect(headers[name]).toBeUndefined();
  });

  it('the same goes for a resource and the health check', async () => {
    const source = { url: upstream.url, jsonData: { oauthPassThru: true, keepCookies: ['sid'] } };
    const headers = { Authorization: 'Bearer person-token', Cookie: 'sid=1; other=2' };
    await stage.callResource(source, { path: 'search', body: { target: '' }, headers });
    await stage.checkHealth(source, { headers });
    expect(upstream.requests.length).toBeGreaterThan(2);
    for (const { headers: sent } of upstream.requests)
      expect(sent).toMatchObject({ authorization: 'Bearer person-token', cookie: 'sid=1' });
  });
});
