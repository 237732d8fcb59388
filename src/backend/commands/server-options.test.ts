import { describe, expect, it } from '@jest/globals';
import { toInstanceSettings } from './server-options.ts';

describe('toInstanceSettings', () => {
  it('puts everything where Grafana keeps it', () => {
    const settings = toInstanceSettings({
      url: 'http://127.0.0.1:8080',
      headers: [
        { name: 'X-Key', value: 'k' },
        { name: 'X-Tenant', value: 't' },
      ],
      basicAuth: { user: 'me', password: 'secret' },
      jsonData: { timeout: 5 },
    });
    expect(settings).toMatchObject({ url: 'http://127.0.0.1:8080', basicAuthEnabled: true, basicAuthUser: 'me' });
    expect(JSON.parse(settings.jsonData)).toEqual({
      timeout: 5,
      httpHeaderName1: 'X-Key',
      httpHeaderName2: 'X-Tenant',
    });
    expect(settings.decryptedSecureJsonData).toEqual({
      basicAuthPassword: 'secret',
      httpHeaderValue1: 'k',
      httpHeaderValue2: 't',
    });
  });

  it('puts its headers behind those of the settings, and secrets where Grafana keeps them', () => {
    const settings = toInstanceSettings({
      url: 'http://a',
      headers: [{ name: 'X-Flag', value: 'f' }],
      basicAuth: undefined,
      jsonData: { httpHeaderName2: 'X-File' },
      secureJsonData: { httpHeaderValue2: 'v', bearerToken: 't' },
    });
    expect(JSON.parse(settings.jsonData)).toEqual({ httpHeaderName2: 'X-File', httpHeaderName3: 'X-Flag' });
    expect(settings.decryptedSecureJsonData).toEqual({
      httpHeaderValue2: 'v',
      httpHeaderValue3: 'f',
      bearerToken: 't',
    });
  });

  it('has no credentials where there are none', () => {
    const settings = toInstanceSettings({ url: 'http://a', headers: [], basicAuth: undefined, jsonData: {} });
    expect(settings).toMatchObject({
      basicAuthEnabled: false,
      basicAuthUser: '',
      jsonData: '{}',
      decryptedSecureJsonData: {},
    });
  });
});
