import { describe, expect, it } from '@jest/globals';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import { parseSettings } from './parse-settings.ts';
import { parsedSettings, settingsProblems } from '../../../testing/support/readers/parsed-settings.ts';

describe('parseSettings', () => {
  it('fills in the defaults', () => {
    expect(parsedSettings()).toEqual({
      name: 'My JSON',
      unknownKeys: [],
      url: 'https://metrics.test/api',
      customQueryParameters: [],
      credentials: {},
      headers: [],
      forwarding: { identityTokens: false, cookies: [] },
      tls: { skipVerify: false },
      timeouts: {
        requestMs: 30_000,
        dialMs: 10_000,
        tlsHandshakeMs: 10_000,
        keepAliveMs: 30_000,
        idleConnectionMs: 90_000,
      },
      maxConnectionsPerHost: 0,
      maxConcurrentRequests: 20,
      maxResponseBytes: 268_435_456,
      cacheTtlMs: 0,
      retries: 2,
      minLiveIntervalMs: 1000,
      maxLiveStreams: 100,
      allowedRedirectHosts: [],
      queryMethod: 'POST',
      rangeFormat: 'iso',
      strict: false,
      dialect: 'auto',
    });
  });

  it('is frozen to its last field', () => {
    const settings = parsedSettings({ keepCookies: ['sid'] });
    expect(
      Object.isFrozen(settings) && Object.isFrozen(settings.timeouts) && Object.isFrozen(settings.forwarding.cookies),
    ).toBe(true);
  });

  it("reads every number, also as text, as a provisioning file's variable leaves it", () => {
    const numbers = {
      timeout: '60',
      dialTimeout: 2,
      httpTLSHandshakeTimeout: ' 3 ',
      httpKeepAlive: '0.5',
      httpIdleConnTimeout: 5,
      httpMaxConnsPerHost: '6',
      maxConcurrentRequests: '7',
      maxResponseBytes: '8000',
      cacheTtlMs: '9000',
      retries: '0',
    };
    expect(parsedSettings(numbers)).toMatchObject({
      timeouts: { requestMs: 60_000, dialMs: 2000, tlsHandshakeMs: 3000, keepAliveMs: 500, idleConnectionMs: 5000 },
      maxConnectionsPerHost: 6,
      maxConcurrentRequests: 7,
      maxResponseBytes: 8000,
      cacheTtlMs: 9000,
      retries: 0,
    });
  });

  it.each([null, '', 0, '0'])('takes the timeout %j for no timeout set', (timeout) => {
    expect(parsedSettings({ timeout }).timeouts.requestMs).toBe(30_000);
  });

  it('reads our own choices', () => {
    const own = {
      queryMethod: 'GET',
      rangeFormat: 'epochMs',
      strict: true,
      dialect: 'json-datasource-0.6',
      logLevel: 'debug',
      customQueryParameters: '?team=a&limit=5&team=b',
      allowedRedirectHosts: ['Other.test:8443'],
    };
    expect(parsedSettings(own)).toMatchObject({
      ...own,
      customQueryParameters: [
        ['team', 'a'],
        ['limit', '5'],
        ['team', 'b'],
      ],
      allowedRedirectHosts: ['other.test:8443'],
    });
  });

  it('reads switches written as text', () => {
    expect(parsedSettings({ oauthPassThru: 'true', tlsSkipVerify: 'false', strict: 'true' })).toMatchObject({
      forwarding: { identityTokens: true },
      tls: { skipVerify: false },
      strict: true,
    });
  });

  it.each(['', 'null', '  ', '{}'])('takes jsonData %j for none', (jsonData) => {
    expect(parsedSettings({}, {}, { jsonData }).dialect).toBe('auto');
  });

  it('never goes above the limit of Grafana itself', () => {
    const limited = (jsonData: object, config: Record<string, string>) =>
      parseSettings(instanceSettings({ ...jsonData }), config).maxResponseBytes;
    expect(limited({}, { GF_RESPONSE_LIMIT: '1000' })).toBe(1000);
    expect(limited({ maxResponseBytes: 500 }, { GF_RESPONSE_LIMIT: '1000' })).toBe(500);
    expect(limited({ maxResponseBytes: 500 }, { GF_RESPONSE_LIMIT: '0' })).toBe(500);
    expect(limited({}, { GF_DATAPROXY_RESPONSE_LIMIT: '1000' })).toBe(1000);
    expect(limited({}, { GF_RESPONSE_LIMIT: 'plenty' })).toBe(268_435_456);
  });
});

describe('credentials', () => {
  const basic = { user: 'anna', password: 'geheim' };
  const secret = { basicAuthPassword: 'geheim' };

  it.each<[string, Parameters<typeof instanceSettings>]>([
    ['the fields of version 2', [{}, secret, { basicAuthEnabled: true, basicAuthUser: 'anna' }]],
    ['jsonData, where version 1 has no fields', [{ basicAuth: true, basicAuthUser: 'anna' }, secret]],
    ['jsonData without the switch', [{ basicAuthUser: 'anna' }, secret]],
    ['the user and password of old', [{}, { password: 'geheim' }, { user: 'anna' }]],
    ['the URL', [{}, {}, { url: 'https://anna:geheim@metrics.test/api' }]],
    ['the URL, escaped', [{}, {}, { url: 'https://%61nna:geh%65im@metrics.test/api' }]],
  ])('come from %s', (_, given) => {
    const settings = parsedSettings(...given);
    expect(settings.credentials).toEqual({ basic });
    expect(settings.url).toBe('https://metrics.test/api');
  });

  it('are none when the switch is off', () => {
    expect(parsedSettings({ basicAuth: false, basicAuthUser: 'anna' }, secret).credentials).toEqual({});
  });

  it('prefer the fields to the URL', () => {
    const given = { url: 'https://other:x@metrics.test', basicAuthEnabled: true, basicAuthUser: 'anna' };
    expect(parsedSettings({}, secret, given).credentials).toEqual({ basic });
  });

  it('may be a bearer token or an API key', () => {
    expect(parsedSettings({}, { bearerToken: ' t0ken\n', apiKeyValue: 'k3y' }).credentials).toEqual({
      bearerToken: 't0ken',
      apiKey: { name: 'X-API-Key', value: 'k3y' },
    });
    expect(parsedSettings({ apiKeyHeaderName: 'X-Token' }, { apiKeyValue: 'k3y' }).credentials.apiKey?.name).toBe(
      'X-Token',
    );
  });
});

describe('headers', () => {
  it('may have gaps in their numbers, and are left out without a value', () => {
    const names = {
      httpHeaderName10: 'X-Ten',
      httpHeaderName1: 'X-One',
      httpHeaderName3: 'X-Three',
      httpHeaderName4: '',
    };
    const values = { httpHeaderValue1: 'a', httpHeaderValue10: 'c\n', httpHeaderValue4: 'd' };
    expect(parsedSettings(names, values).headers).toEqual([
      { name: 'X-One', value: 'a' },
      { name: 'X-Ten', value: 'c' },
    ]);
  });
});

describe('forwarding', () => {
  it('reads what may be passed on', () => {
    expect(parsedSettings({ oauthPassThru: true, keepCookies: ['sid', ' lang '] }).forwarding).toEqual({
      identityTokens: true,
      cookies: ['sid', 'lang'],
    });
    expect(parsedSettings({ keepCookies: 'sid, lang' }).forwarding.cookies).toEqual(['sid', 'lang']);
  });
});

describe('settings that cannot be used', () => {
  it.each<[string, Parameters<typeof instanceSettings>, string, string]>([
    ['no URL', [{}, {}, { url: '' }], 'url', 'got none'],
    ['a URL without scheme', [{}, {}, { url: 'metrics.test:3000' }], 'url', 'got "metrics.test:3000"'],
    ['another scheme', [{}, {}, { url: 'ftp://metrics.test' }], 'url', 'got "ftp://metrics.test"'],
    [
      'a timeout in words',
      [{ timeout: 'soon' }],
      'timeout',
      'expected a number of seconds from 0 to 86400, got "soon"',
    ],
    ['a negative timeout', [{ timeout: -1 }], 'timeout', 'got -1'],
    ['a list for a number', [{ retries: [2] }], 'retries', 'got [2]'],
    ['half a retry', [{ retries: 1.5 }], 'retries', 'expected a whole number of tries after the first from 0 to 10'],
    ['no requests at all', [{ maxConcurrentRequests: 0 }], 'maxConcurrentRequests', 'from 1 to 10000, got 0'],
    ['a switch in words', [{ oauthPassThru: 'yes' }], 'oauthPassThru', 'expected true or false, got "yes"'],
    ['an unknown method', [{ queryMethod: 'DELETE' }], 'queryMethod', 'expected one of POST, GET, PUT, got "DELETE"'],
    ['an unknown dialect', [{ dialect: 'sql' }], 'dialect', 'simple-json-backend'],
    ['numbers for cookies', [{ keepCookies: [1] }], 'keepCookies', 'expected a list of texts, got [1]'],
    [
      'a broken header name',
      [{ httpHeaderName2: 'X One' }, { httpHeaderValue2: 'a' }],
      'httpHeaderName2',
      'got "X One"',
    ],
    [
      'a header of the connection',
      [{ httpHeaderName2: 'Content-Length' }, { httpHeaderValue2: '3' }],
      'httpHeaderName2',
      'belongs to the connection',
    ],
    [
      'a user with a colon',
      [{}, {}, { basicAuthEnabled: true, basicAuthUser: 'a:b' }],
      'basicAuthUser',
      'without a colon',
    ],
    [
      'more headers than a server takes',
      [Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`httpHeaderName${i + 1}`, 'X Y']))],
      'httpHeaderName1',
      'expected at most 100 headers, got 101',
    ],
    [
      'more secrets than can be looked for',
      [{}, Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`httpHeaderValue${i + 1}`, 'value']))],
      'secureJsonData',
      'expected at most 500 secrets',
    ],
    [
      'jsonData of a megabyte',
      [{ zz: 'z'.repeat(1e6) }],
      'jsonData',
      'expected at most 262144 characters, got 1000009',
    ],
    [
      'a URL of a megabyte',
      [{}, {}, { url: `http://h/?${'a'.repeat(1e6)}` }],
      'url',
      'expected at most 65536 characters, got 1000010',
    ],
    [
      'jsonData that is nested deep',
      [{}, {}, { jsonData: `{"timeout":${'['.repeat(20_000)}${']'.repeat(20_000)}}` }],
      'jsonData',
      'expected at most 100 arrays and objects inside each other',
    ],
    ['jsonData that is no object', [{}, {}, { jsonData: '[]' }], 'jsonData', 'expected a JSON object'],
    ['jsonData that is no JSON', [{}, {}, { jsonData: '{' }], 'jsonData', 'expected a JSON object'],
  ])('are named: %s', (_, given, key, text) => {
    expect(settingsProblems(...given)).toEqual([{ key, text: expect.stringContaining(text) as unknown }]);
  });

  it('are all in one error, which a person can read', () => {
    const error = { name: 'SettingsError', errorSource: 'downstream', status: 400 };
    const parsing = (): unknown => parsedSettings({ timeout: 'x', dialect: 'y' }, {}, { url: '' });
    expect(parsing).toThrow(expect.objectContaining(error));
    expect(settingsProblems({ timeout: 'x', dialect: 'y' }, {}, { url: '' }).map(({ key }) => key)).toEqual([
      'url',
      'timeout',
      'dialect',
    ]);
  });

  it('are named up to the twentieth', () => {
    const names = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`httpHeaderName${i + 1}`, `X ${i + 1}`]));
    const values = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`httpHeaderValue${i + 1}`, 'value']));
    expect(settingsProblems(names, values)).toHaveLength(50);
    expect(() => parsedSettings(names, values)).toThrow(/got "X 20"; and 30 more$/);
  });

  it('never show a secret', () => {
    const secrets = {
      httpHeaderValue1: 'geheim\u0007',
      bearerToken: 'geheim\u0007',
      apiKeyValue: 'geheim\u0007',
      tlsCACert: 'geheim',
      tlsClientCert: 'geheim',
      tlsClientKey: 'geheim',
    };
    const jsonData = { httpHeaderName1: 'X-One', tlsAuth: true, tlsAuthWithCACert: true };
    for (const url of ['ftp://anna:geheim@metrics.test', 'anna:geheim@metrics.test', 'metrics.test/?key=geheim']) {
      const problems = settingsProblems(jsonData, secrets, { url });
      expect(problems).toHaveLength(7);
      expect(JSON.stringify(problems)).not.toContain('geheim');
    }
  });
});
