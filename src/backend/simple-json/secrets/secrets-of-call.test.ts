import { describe, expect, it } from '@jest/globals';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import { withinLimits } from './secret-limits.ts';
import { secretsOf } from './secrets-of-call.ts';

const context = { orgId: 1, userAgent: '', grafanaConfig: {} };

describe('secretsOf', () => {
  it.each([
    ['stored', {}, { bearerToken: 'token-1', unknownKey: 'value-2' }, ['token-1', 'value-2']],
    ['of a key, by line', {}, { tlsClientKey: '-----BEGIN-----\nabcd\nefgh\n-----END-----' }, ['abcd', 'efgh']],
    ['in custom parameters', { customQueryParameters: '?a=cust%2Fom&b=other' }, {}, ['cust%2Fom', 'cust/om', 'other']],
  ])('finds what is %s', (_what, jsonData, secure: Record<string, string>, expected) => {
    const dataSourceInstanceSettings = instanceSettings(jsonData, secure);
    expect([...secretsOf({ pluginContext: { ...context, dataSourceInstanceSettings } })]).toEqual(
      expect.arrayContaining(expected),
    );
  });

  it.each([
    ['a certificate', '-----BEGIN CERTIFICATE-----\nabcd\n-----END CERTIFICATE-----', false],
    ['a key among certificates', '-----BEGIN CERTIFICATE-----\nab\n-----BEGIN PRIVATE KEY-----\nabcd', true],
    ['something else in the place of a certificate', 'abcd', true],
  ])('tells of %s whether it is a secret', (_, tlsCACert, isSecret) => {
    const dataSourceInstanceSettings = instanceSettings({}, { tlsCACert });
    expect(secretsOf({ pluginContext: { ...context, dataSourceInstanceSettings } }).has('abcd')).toBe(isSecret);
  });

  it.each([
    ['https://me:p%40ss@host/api?token=url%20query&b=c#x', ['p%40ss', 'p@ss', 'url%20query', 'url query', 'c']],
    ['https://me:p%40ss@host', [Buffer.from('me:p@ss').toString('base64')]],
    ['https://only-a-token@host', ['only-a-token']],
    ['no url:pass word@host?key=abcd', ['pass word', 'abcd']],
  ])('finds what is in the URL %s, whatever is wrong with it', (url, expected) => {
    const dataSourceInstanceSettings = { ...instanceSettings({}, {}), url, jsonData: '{' };
    expect([...secretsOf({ pluginContext: { ...context, dataSourceInstanceSettings } })]).toEqual(
      expect.arrayContaining(expected),
    );
  });

  it.each([
    ['the query of a URL', { url: `http://h/?${'abcd&'.repeat(20_000)}` }, {}],
    ['a stored key', {}, { tlsClientKey: 'line\n'.repeat(20_000) }],
  ])('does not take apart %s that is too long to be looked for', (_, settings, secure: Record<string, string>) => {
    const dataSourceInstanceSettings = { ...instanceSettings({}, secure), ...settings };
    const secrets = secretsOf({ pluginContext: { ...context, dataSourceInstanceSettings } });
    expect(secrets.size).toBeLessThan(10);
    expect(withinLimits(secrets).areAll).toBe(false);
  });

  it('finds the user and password of basic auth together', () => {
    const settings = instanceSettings({}, { basicAuthPassword: 'p:w' });
    const dataSourceInstanceSettings = { ...settings, basicAuthUser: 'me' };
    expect([...secretsOf({ pluginContext: { ...context, dataSourceInstanceSettings } })]).toContain(
      Buffer.from('me:p:w').toString('base64'),
    );
  });

  it("finds the caller's tokens and cookies, and a proxy's password", () => {
    const headers = {
      http_Authorization: 'Bearer caller',
      Cookie: ['a=one; b=two'],
      'X-Id-Token': 'id',
      'X-Panel-Id': '7',
    };
    const secrets = [...secretsOf({ headers, environment: { HTTPS_PROXY: 'http://u:proxy@host', HOME: '/root' } })];
    expect(secrets).toEqual(expect.arrayContaining(['caller', 'one', 'two', 'id', 'proxy']));
    expect(secrets).not.toContain('7');
    expect(secrets).not.toContain('/root');
  });
});
