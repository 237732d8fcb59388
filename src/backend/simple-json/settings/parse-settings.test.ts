import { describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import type { DataSourceInstanceSettings } from '../../sdk/api/plugin-context.ts';
import { parseSettings } from './parse-settings.ts';
import { SettingsError, type SettingsProblem } from '../../sdk/instances/settings-error.ts';
import type { Settings } from './settings.ts';

const authority = createCertificateAuthority();
const client = authority.issue({ names: ['grafana'] });

function parse(...given: Parameters<typeof instanceSettings>): Settings {
  return parseSettings(instanceSettings(...given), {});
}

function problemsOf(...given: Parameters<typeof instanceSettings>): readonly SettingsProblem[] {
  try {
    parse(...given);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseSettings', () => {
  it('fills in the defaults', () => {
    expect(parse()).toEqual({
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
    const settings = parse({ keepCookies: ['sid'] });
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
    expect(parse(numbers)).toMatchObject({
      timeouts: { requestMs: 60_000, dialMs: 2000, tlsHandshakeMs: 3000, keepAliveMs: 500, idleConnectionMs: 5000 },
      maxConnectionsPerHost: 6,
      maxConcurrentRequests: 7,
      maxResponseBytes: 8000,
      cacheTtlMs: 9000,
      retries: 0,
    });
  });

  it.each([null, '', 0, '0'])('takes the timeout %j for no timeout set', (timeout) => {
    expect(parse({ timeout }).timeouts.requestMs).toBe(30_000);
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
    expect(parse(own)).toMatchObject({
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
    expect(parse({ oauthPassThru: 'true', tlsSkipVerify: 'false', strict: 'true' })).toMatchObject({
      forwarding: { identityTokens: true },
      tls: { skipVerify: false },
      strict: true,
    });
  });

  it.each(['', 'null', '  ', '{}'])('takes jsonData %j for none', (jsonData) => {
    expect(parse({}, {}, { jsonData }).dialect).toBe('auto');
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
    const settings = parse(...given);
    expect(settings.credentials).toEqual({ basic });
    expect(settings.url).toBe('https://metrics.test/api');
  });

  it('are none when the switch is off', () => {
    expect(parse({ basicAuth: false, basicAuthUser: 'anna' }, secret).credentials).toEqual({});
  });

  it('prefer the fields to the URL', () => {
    const given = { url: 'https://other:x@metrics.test', basicAuthEnabled: true, basicAuthUser: 'anna' };
    expect(parse({}, secret, given).credentials).toEqual({ basic });
  });

  it('may be a bearer token or an API key', () => {
    expect(parse({}, { bearerToken: ' t0ken\n', apiKeyValue: 'k3y' }).credentials).toEqual({
      bearerToken: 't0ken',
      apiKey: { name: 'X-API-Key', value: 'k3y' },
    });
    expect(parse({ apiKeyHeaderName: 'X-Token' }, { apiKeyValue: 'k3y' }).credentials.apiKey?.name).toBe('X-Token');
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
    expect(parse(names, values).headers).toEqual([
      { name: 'X-One', value: 'a' },
      { name: 'X-Ten', value: 'c' },
    ]);
  });
});

describe('forwarding', () => {
  it('reads what may be passed on', () => {
    expect(parse({ oauthPassThru: true, keepCookies: ['sid', ' lang '] }).forwarding).toEqual({
      identityTokens: true,
      cookies: ['sid', 'lang'],
    });
    expect(parse({ keepCookies: 'sid, lang' }).forwarding.cookies).toEqual(['sid', 'lang']);
  });
});

describe('TLS', () => {
  const flags = { tlsAuth: true, tlsAuthWithCACert: true };
  const secrets = { tlsCACert: authority.certificate, tlsClientCert: client.certificate, tlsClientKey: client.key };
  const all = {
    caCertificates: authority.certificate,
    client: { certificate: client.certificate, key: client.key },
    skipVerify: true,
    serverName: 'inner.test',
  };

  it.each<[string, (pem: string) => string]>([
    ['as it should be', (pem) => pem],
    ['with escaped line ends', (pem) => pem.replaceAll('\n', '\\n')],
    ['with escaped Windows line ends', (pem) => pem.replaceAll('\n', '\\r\\n')],
    ['with Windows line ends', (pem) => pem.replaceAll('\n', '\r\n')],
    ['with spaces for line ends', (pem) => pem.replaceAll('\n', ' ')],
    ['with quotes around it', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
    ['with space around it', (pem) => `\n\n  ${pem}  \n`],
    ['with a comment before it', (pem) => `subject=CN = x\n${pem}`],
  ])('takes PEM %s', (_, write) => {
    const written = Object.fromEntries(Object.entries(secrets).map(([name, pem]) => [name, write(pem)]));
    expect(parse({ ...flags, tlsSkipVerify: true, serverName: 'inner.test' }, written).tls).toEqual(all);
  });

  it('takes several authorities', () => {
    const both = createCertificateAuthority('second').certificate + authority.certificate;
    expect(parse({ tlsAuthWithCACert: true }, { tlsCACert: both }).tls.caCertificates).toBe(both);
  });

  it('leaves secrets alone whose switch is off', () => {
    expect(parse({}, { ...secrets, tlsCACert: 'nonsense' }).tls).toEqual({ skipVerify: false });
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['no authority', { tlsCACert: '' }, 'secureJsonData.tlsCACert', /expected a PEM certificate.*got none/],
    ['something else for an authority', { tlsCACert: 'secret' }, 'secureJsonData.tlsCACert', /got something else/],
    [
      'a damaged authority',
      { tlsCACert: authority.certificate.replace(/M[\s\S]{20}/, 'MIIB') },
      'secureJsonData.tlsCACert',
      /got something else/,
    ],
    ['no certificate', { tlsClientCert: '' }, 'secureJsonData.tlsClientCert', /got none/],
    ['no key', { tlsClientKey: '' }, 'secureJsonData.tlsClientKey', /expected a PEM private key.*got none/],
    [
      'a certificate for a key',
      { tlsClientKey: client.certificate },
      'secureJsonData.tlsClientKey',
      /got something else/,
    ],
    [
      'the key of another',
      { tlsClientKey: authority.issue({ names: ['x'] }).key },
      'secureJsonData.tlsClientKey',
      /does not belong/,
    ],
    [
      'a key with a passphrase',
      { tlsClientKey: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----' },
      'secureJsonData.tlsClientKey',
      /got one with a passphrase/,
    ],
  ])('says what is wrong with %s', (_, wrong, key, text) => {
    expect(problemsOf(flags, { ...secrets, ...wrong })).toEqual([
      { key, text: expect.stringMatching(text) as unknown },
    ]);
  });
});

describe('the secure SOCKS proxy', () => {
  const prefix = 'GF_SECURE_SOCKS_DATASOURCE_PROXY_';
  const grafanaConfig = {
    [`${prefix}SERVER_ENABLED`]: 'true',
    [`${prefix}PROXY_ADDRESS`]: 'proxy.test:9090',
    [`${prefix}SERVER_NAME`]: 'inner.test',
    [`${prefix}CLIENT_CERT_VAL`]: client.certificate,
    [`${prefix}CLIENT_KEY`]: '/etc/grafana/key.pem',
    [`${prefix}ROOT_CA_CERT`]: '/etc/grafana/a.pem /etc/grafana/b.pem',
  };
  const parseWith = (config: Record<string, string>, given: Partial<DataSourceInstanceSettings> = {}) =>
    parseSettings(
      instanceSettings({ enableSecureSocksProxy: true }, { secureSocksProxyPassword: 'geheim' }, given),
      config,
    );

  it("comes from Grafana's own configuration, text before files", () => {
    expect(parseWith(grafanaConfig).secureSocksProxy).toEqual({
      host: 'proxy.test',
      port: 9090,
      username: 'my-json',
      password: 'geheim',
      tls: {
        serverName: 'inner.test',
        certificate: { pem: client.certificate },
        key: { file: '/etc/grafana/key.pem' },
        caCertificates: [{ file: '/etc/grafana/a.pem' }, { file: '/etc/grafana/b.pem' }],
      },
    });
    const vals = {
      ...grafanaConfig,
      [`${prefix}ROOT_CA_CERT_VALS`]: `${authority.certificate},${authority.certificate}`,
    };
    expect(parseWith(vals).secureSocksProxy?.tls?.caCertificates).toEqual([
      { pem: authority.certificate },
      { pem: authority.certificate },
    ]);
  });

  it('does without TLS where Grafana allows it', () => {
    const insecure = {
      ...grafanaConfig,
      [`${prefix}ALLOW_INSECURE`]: 'true',
      [`${prefix}PROXY_ADDRESS`]: '[::1]:1080',
    };
    expect(parseWith(insecure).secureSocksProxy).toEqual({
      host: '::1',
      port: 1080,
      username: 'my-json',
      password: 'geheim',
    });
  });

  it('is not used where Grafana has none', () => {
    expect(parseWith({}).secureSocksProxy).toBeUndefined();
    expect(parseSettings(instanceSettings(), grafanaConfig).secureSocksProxy).toBeUndefined();
  });

  it("says what is missing in Grafana's configuration", () => {
    expect(() => parseWith({ [`${prefix}SERVER_ENABLED`]: 'true' })).toThrow(
      /client_cert, client_key and root_ca_cert.*proxy_address/s,
    );
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
    ['jsonData that is no object', [{}, {}, { jsonData: '[]' }], 'jsonData', 'expected a JSON object'],
    ['jsonData that is no JSON', [{}, {}, { jsonData: '{' }], 'jsonData', 'expected a JSON object'],
  ])('are named: %s', (_, given, key, text) => {
    expect(problemsOf(...given)).toEqual([{ key, text: expect.stringContaining(text) as unknown }]);
  });

  it('are all in one error, which a person can read', () => {
    const error = { name: 'SettingsError', errorSource: 'downstream', status: 400 };
    const parsing = (): unknown => parse({ timeout: 'x', dialect: 'y' }, {}, { url: '' });
    expect(parsing).toThrow(expect.objectContaining(error));
    expect(problemsOf({ timeout: 'x', dialect: 'y' }, {}, { url: '' }).map(({ key }) => key)).toEqual([
      'url',
      'timeout',
      'dialect',
    ]);
  });

  it('are named up to the twentieth', () => {
    const names = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`httpHeaderName${i + 1}`, `X ${i + 1}`]));
    const values = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`httpHeaderValue${i + 1}`, 'value']));
    expect(problemsOf(names, values)).toHaveLength(50);
    expect(() => parse(names, values)).toThrow(/got "X 20"; and 30 more$/);
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
      const problems = problemsOf(jsonData, secrets, { url });
      expect(problems).toHaveLength(7);
      expect(JSON.stringify(problems)).not.toContain('geheim');
    }
  });
});
