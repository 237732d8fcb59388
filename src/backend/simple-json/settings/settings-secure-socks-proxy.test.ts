import { describe, expect, it } from '@jest/globals';
import { createCertificateAuthority } from '../../../testing/support/certificates/certificate-authority.ts';
import { instanceSettings } from '../../../testing/support/settings-builders.ts';
import type { DataSourceInstanceSettings } from '../../sdk/api/plugin-context.ts';
import { parseSettings } from './parse-settings.ts';

const authority = createCertificateAuthority();
const client = authority.issue({ names: ['grafana'] });

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
