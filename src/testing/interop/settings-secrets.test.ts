import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../support/certificates/certificate-authority.ts';
import { startConnectProxy } from '../support/servers/connect-proxy.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { listen, unusedPort } from '../support/listen.ts';
import { closeAll } from '../support/upstream-builders.ts';
import { startSecureUpstream } from './secure-upstream.ts';
import {
  type QueryOptions,
  oneSeries,
  openSettingsStage,
  type SettingsStage,
  type StoredDataSource,
} from './settings-stage.ts';

const authority = createCertificateAuthority('interop authority');
const identity = authority.issue({ names: ['127.0.0.1'] });
const client = authority.issue({ names: ['grafana'] });
const open: { close(): Promise<void> }[] = [];

/** Every one is found again wherever it is written, plain or as basic auth has it. */
const planted = {
  basicAuthPassword: 'planted-password',
  password: 'planted-old-password',
  bearerToken: 'planted-bearer',
  apiKeyValue: 'planted-api-key',
  httpHeaderValue1: 'planted-header',
  secureSocksProxyPassword: 'planted-socks-password',
  tlsCACert: authority.certificate,
  tlsClientCert: client.certificate,
  tlsClientKey: client.key,
  urlPassword: 'planted-url-password',
  queryParameter: 'planted-query-parameter',
  urlQuery: 'planted-url-query',
  proxyPassword: 'planted-proxy-password',
  personToken: 'planted-person-token',
  idToken: 'planted-id-token',
  cookie: 'planted-cookie',
  otherCookie: 'planted-other-cookie',
} as const;

const { tlsCACert, tlsClientCert, tlsClientKey, urlPassword, queryParameter, urlQuery, proxyPassword, ...others } =
  planted;
const { personToken, idToken, cookie, otherCookie, ...credentials } = others;

let stage: SettingsStage;
let upstream: FakeUpstream;
let proxyPort: number;

beforeAll(async () => {
  const proxy = await startConnectProxy({ toPort: 1, refuseWith: 403 });
  proxyPort = proxy.port;
  const env = ['GF_PLUGIN_LOG_LEVEL=trace', `HTTPS_PROXY=http://me:${proxyPassword}@127.0.0.1:${proxyPort}`];
  stage = await openSettingsStage({ env });
  upstream = await startFakeUpstream();
  open.push(proxy, stage, upstream);
});

afterAll(() => closeAll(open));

const jsonData = {
  basicAuth: true,
  basicAuthUser: 'grafana',
  httpHeaderName1: 'X-Tenant',
  oauthPassThru: true,
  keepCookies: ['sid'],
  customQueryParameters: `key=${queryParameter}`,
  logLevel: 'trace',
  retries: 1,
  cacheTtlMs: 1000,
};

const person: QueryOptions = {
  headers: {
    Authorization: `Bearer ${personToken}`,
    'X-Id-Token': idToken,
    Cookie: `sid=${cookie}; other=${otherCookie}`,
  },
  deadlineMs: 5000,
};

/** A data source with everything, which fails or works in a way of its own. */
interface Situation {
  readonly title: string;
  readonly url: () => Promise<string> | string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

const withUserinfo = (url: string) => `${url.replace('//', `//me:${urlPassword}@`)}/?token=${urlQuery}`;

const situations: readonly Situation[] = [
  { title: 'it works', url: () => withUserinfo(upstream.url) },
  { title: 'it is asked to wait', url: () => withUserinfo(`${upstream.url}/busy`) },
  { title: 'there is no such page', url: () => withUserinfo(`${upstream.url}/missing`) },
  { title: 'it is redirected elsewhere', url: () => withUserinfo(`${upstream.url}/away`) },
  { title: 'nobody listens', url: async () => withUserinfo(`http://127.0.0.1:${await unusedPort()}`) },
  { title: 'there is no such host', url: () => withUserinfo('http://no-such-host.invalid') },
  { title: 'the proxy refuses', url: () => withUserinfo('https://metrics.test') },
  { title: 'the certificate is not trusted', url: startSecure },
  {
    title: 'it works over TLS',
    url: startSecure,
    more: { tlsAuth: true, tlsAuthWithCACert: true },
    secrets: { tlsCACert, tlsClientCert, tlsClientKey },
  },
  {
    title: 'the certificates are no good',
    url: () => withUserinfo(upstream.url),
    more: { tlsAuth: true, tlsAuthWithCACert: true },
    secrets: { tlsCACert: 'planted-no-pem', tlsClientCert, tlsClientKey: identity.key },
  },
  {
    title: 'the settings are wrong',
    url: () => `ftp://me:${urlPassword}@host/?token=${urlQuery}`,
    more: { timeout: 'x' },
    secrets: { httpHeaderValue1: 'planted-header\r\nX: y', bearerToken: 'planted-bearer\u0000' },
  },
  { title: 'the answer is no HTTP', url: startGarbage },
];

async function startSecure(): Promise<string> {
  const server = await startSecureUpstream({ identity });
  open.push(server);
  return withUserinfo(server.url);
}

async function startGarbage(): Promise<string> {
  const server = await listen(createServer((request) => request.socket.end('planted? no\r\n\r\n')));
  open.push(server);
  return withUserinfo(`http://127.0.0.1:${server.port}`);
}

/** Everything that a host is told while somebody uses the data source in every way. */
async function toldOf(source: StoredDataSource): Promise<string> {
  const told: unknown[] = await Promise.all([
    stage.query(1, source, { deadlineMs: 5000 }),
    stage.query(2, source, person),
    stage.checkHealth(source, person),
    stage.callResource(source, { path: 'search', body: { target: '' }, headers: { ...person.headers } }),
    stage.callResource(source, { path: 'nothing', body: {} }),
    stage.host.call(stage.plugins[2].session, 'pluginv2.Diagnostics/CollectMetrics', {}),
  ]);
  return JSON.stringify(told);
}

function spellings(secret: string): readonly string[] {
  const line = secret.split('\n').find((part) => part.length > 40 && !part.startsWith('-')) ?? secret;
  const encoded = ['grafana', 'me'].map((user) => Buffer.from(`${user}:${secret}`).toString('base64'));
  return [line, encodeURIComponent(line), Buffer.from(line).toString('base64'), ...encoded];
}

function secretsIn(text: string): readonly string[] {
  return Object.entries(planted)
    .filter(([, secret]) => spellings(secret).some((spelling) => text.includes(spelling)))
    .map(([name]) => name);
}

describe('nothing that the process writes or answers holds a secret', () => {
  it.each(situations)('when $title', async ({ url, more = {}, secrets = {} }) => {
    upstream.answer('/query', { body: oneSeries });
    upstream.answer('/search', { body: ['a'] });
    upstream.answer('/busy/query', { status: 503, headers: { 'retry-after': '0' }, body: 'later' });
    upstream.answer('/away/query', {
      status: 302,
      headers: { location: `http://me:${urlPassword}@elsewhere.test/?key=${queryParameter}` },
    });
    const source = {
      url: await url(),
      jsonData: { ...jsonData, ...more },
      secureJsonData: { ...credentials, ...secrets },
    };
    expect(secretsIn(await toldOf(source))).toEqual([]);
    for (const version of [1, 2] as const) {
      const { stderr, stdio, entries } = await stage.host.logs(stage.plugins[version].session);
      expect(secretsIn(stderr + stdio + JSON.stringify(entries))).toEqual([]);
    }
  });

  it('and what was searched is what was written: the log is at trace, and the server got every secret', async () => {
    for (const version of [1, 2] as const) {
      const { stderr } = await stage.host.logs(stage.plugins[version].session);
      for (const word of ['upstream answered', 'upstream did not answer']) expect(stderr).toContain(word);
    }
    const received = JSON.stringify(upstream.requests.map(({ headers, query }) => [headers, query]));
    const expected = [
      'apiKeyValue',
      'httpHeaderValue1',
      'bearerToken',
      'queryParameter',
      'urlQuery',
      'personToken',
      'idToken',
      'cookie',
    ];
    expect(secretsIn(received)).toEqual(expect.arrayContaining(expected));
    expect(secretsIn(received)).not.toContain('otherCookie');
  });
});
