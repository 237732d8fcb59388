import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeUpstream, type RecordedRequest, startFakeUpstream } from '../support/fake-upstream.ts';
import { oneSeries, openSettingsStage, type SettingsStage, type StoredDataSource } from './settings-stage.ts';

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
});

afterEach(async () => {
  await upstream.close();
});

type Given = Omit<StoredDataSource, 'url'>;

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

describe.each([1, 2] as const)('version %i', (version) => {
  async function requestOf(given: Given, url = upstream.url): Promise<RecordedRequest | undefined> {
    expect(await stage.query(version, { url, ...given })).toMatchObject({ error: '', values: [42] });
    return upstream.requests[0];
  }

  it.each([
    ['', '/query', ''],
    ['/', '/query', ''],
    ['/grafana', '/grafana/query', ''],
    ['/grafana//', '/grafana/query', ''],
    ['/grafana/?tenant=a%20b', '/grafana/query', '?tenant=a%20b'],
  ])('url: %j is joined with the path', async (base, path, query) => {
    upstream.answer(path, { body: oneSeries });
    expect(await requestOf({}, upstream.url + base)).toMatchObject({ path, query });
  });

  it.each(['', 'metrics.example.com/api', 'ftp://metrics.example.com', 'http://'])(
    'url: %j is refused with an example of a right one',
    async (url) => {
      const { error } = await stage.query(version, { url });
      expect(error).toMatch(/"Source 1"|"Simple JSON"/);
      expect(error).toContain('url: expected an address such as https://metrics.example.com/api');
    },
  );

  it('url: a user and password in it become basic auth', async () => {
    const request = await requestOf({}, upstream.url.replace('//', '//me:p%40ss@'));
    expect(request?.headers.authorization).toBe(basic('me', 'p@ss'));
  });

  it('basicAuth, basicAuthUser, basicAuthPassword: in jsonData', async () => {
    const request = await requestOf({
      jsonData: { basicAuth: true, basicAuthUser: 'grafana' },
      secureJsonData: { basicAuthPassword: 'pä:ss' },
    });
    expect(request?.headers.authorization).toBe(basic('grafana', 'pä:ss'));
  });

  it('basicAuth: off means off, whatever password is stored', async () => {
    const request = await requestOf({
      jsonData: { basicAuth: false, basicAuthUser: 'grafana' },
      secureJsonData: { basicAuthPassword: 'secret' },
    });
    expect(request?.headers.authorization).toBeUndefined();
  });

  it('bearerToken: goes before basic auth', async () => {
    const request = await requestOf({
      jsonData: { basicAuth: true, basicAuthUser: 'grafana' },
      secureJsonData: { basicAuthPassword: 'secret', bearerToken: 'abc.def' },
    });
    expect(request?.headers.authorization).toBe('Bearer abc.def');
  });

  it('apiKeyHeaderName, apiKeyValue: the header is X-API-Key unless told', async () => {
    const plain = await requestOf({ secureJsonData: { apiKeyValue: 'k1' } });
    expect(plain?.headers['x-api-key']).toBe('k1');
    await requestOf({ jsonData: { apiKeyHeaderName: 'X-Tenant-Key' }, secureJsonData: { apiKeyValue: 'k2' } });
    expect(upstream.requests[1]?.headers).toMatchObject({ 'x-tenant-key': 'k2' });
    expect(upstream.requests[1]?.headers['x-api-key']).toBeUndefined();
  });

  it('httpHeaderName1…: the numbers may have gaps, and go before everything else of the same name', async () => {
    const request = await requestOf({
      jsonData: {
        basicAuth: true,
        basicAuthUser: 'grafana',
        httpHeaderName1: 'X-Tenant',
        httpHeaderName3: 'Authorization',
        httpHeaderName17: 'X-Team',
        httpHeaderName4: 'X-Nothing',
      },
      secureJsonData: {
        basicAuthPassword: 'secret',
        httpHeaderValue1: 'team-a',
        httpHeaderValue3: 'Custom xyz',
        httpHeaderValue17: 'blue',
      },
    });
    expect(request?.headers).toMatchObject({ 'x-tenant': 'team-a', 'x-team': 'blue', authorization: 'Custom xyz' });
    expect(request?.headers).not.toHaveProperty('x-nothing');
  });

  it('customQueryParameters: are added to every request', async () => {
    const jsonData = { customQueryParameters: 'tenant=a b&tag=x&tag=y' };
    const request = await requestOf({ jsonData }, `${upstream.url}/?first=1`);
    expect(request?.query).toBe('?first=1&tenant=a%20b&tag=x&tag=y');
  });

  it('every bad field is told in one error, without what a secret holds', async () => {
    const { error } = await stage.query(version, {
      url: 'gopher://x',
      jsonData: { timeout: 'soon', queryMethod: 'PATCH', httpHeaderName1: 'bad name', tlsAuthWithCACert: true },
      secureJsonData: { httpHeaderValue1: 'hidden-value', tlsCACert: 'hidden-pem' },
    });
    for (const key of ['url', 'timeout', 'queryMethod', 'httpHeaderName1', 'secureJsonData.tlsCACert'])
      expect(error).toContain(`${key}: `);
    expect(error).toContain('"soon"');
    expect(error).not.toContain('hidden');
  });
});

describe('version 2 alone', () => {
  it('basicAuth, basicAuthUser, basicAuthPassword: beside jsonData', async () => {
    await stage.query(2, {
      url: upstream.url,
      basicAuth: true,
      basicAuthUser: 'grafana',
      secureJsonData: { basicAuthPassword: 'secret' },
    });
    expect(upstream.requests[0]?.headers.authorization).toBe(basic('grafana', 'secret'));
  });

  it('user, password: basic auth of old files', async () => {
    await stage.query(2, { url: upstream.url, user: 'old', secureJsonData: { password: 'secret' } });
    expect(upstream.requests[0]?.headers.authorization).toBe(basic('old', 'secret'));
  });

  it('the same credentials go with a resource and with the health check', async () => {
    upstream.answer('/search', { body: ['a'] });
    const source = { url: upstream.url, secureJsonData: { bearerToken: 'abc' } };
    await stage.callResource(source, { path: 'search', body: { target: '' } });
    await stage.checkHealth(source);
    expect(upstream.requests.length).toBeGreaterThan(2);
    for (const { headers } of upstream.requests) expect(headers.authorization).toBe('Bearer abc');
  });
});
