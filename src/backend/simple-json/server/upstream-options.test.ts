import { describe, expect, it } from '@jest/globals';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import { parseSettings } from '../settings/parse-settings.ts';
import { toUpstreamOptions } from './upstream-options.ts';
import { userAgent } from '../../sdk/instances/user-agent.ts';

const dependencies = { userAgent: 'Grafana/12', environment: { HTTP_PROXY: 'http://proxy.test' } };

function optionsOf(jsonData: Record<string, unknown>, secrets: Record<string, string>) {
  return toUpstreamOptions(parseSettings(instanceSettings(jsonData, secrets), {}), dependencies);
}

describe('toUpstreamOptions', () => {
  it('makes one Authorization, of the bearer token first', () => {
    const basic = { basicAuth: true, basicAuthUser: 'änna' };
    expect(optionsOf({}, {}).authorization).toBeUndefined();
    expect(optionsOf(basic, { basicAuthPassword: 'pä:ss' }).authorization).toBe(`Basic ${btoa('Ã¤nna:pÃ¤:ss')}`);
    expect(optionsOf(basic, { basicAuthPassword: 'x', bearerToken: 'tok' }).authorization).toBe('Bearer tok');
  });

  it('lets a header set by hand come after the API key', () => {
    const options = optionsOf({ httpHeaderName1: 'X-One' }, { httpHeaderValue1: 'a', apiKeyValue: 'k' });
    expect(options.headers).toEqual([
      ['X-API-Key', 'k'],
      ['X-One', 'a'],
    ]);
  });

  it('leaves an alert rule time to tell of a server that hangs: its evaluation has 30 s', () => {
    expect(optionsOf({ timeout: 60 }, {}).timeouts).toMatchObject({ requestMs: 60_000, alertMs: 25_000 });
  });

  it("takes Grafana's SOCKS proxy before those of the environment", () => {
    expect(optionsOf({}, {}).proxy).toEqual({ kind: 'environment', environment: dependencies.environment });
    const prefix = 'GF_SECURE_SOCKS_DATASOURCE_PROXY_';
    const config = {
      [`${prefix}SERVER_ENABLED`]: 'true',
      [`${prefix}ALLOW_INSECURE`]: 'true',
      [`${prefix}PROXY_ADDRESS`]: 'p:1',
    };
    const settings = parseSettings(instanceSettings({ enableSecureSocksProxy: true }), config);
    expect(toUpstreamOptions(settings, dependencies).proxy).toMatchObject({ kind: 'socks5', host: 'p', port: 1 });
  });
});

describe('userAgent', () => {
  it('is written as the Go SDK writes it', () => {
    const plugin = { id: 'my-datasource', version: '2.0.0' };
    expect(userAgent('Grafana/11.1.0 (linux; amd64)', plugin)).toBe(
      'Grafana/11.1.0 (linux; amd64) my-datasource/2.0.0',
    );
    expect(userAgent('', plugin)).toBe('Grafana/0.0.0 (unknown; unknown) my-datasource/2.0.0');
  });
});
