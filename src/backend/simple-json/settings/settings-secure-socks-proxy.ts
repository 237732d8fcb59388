import { bareHost } from '../../upstream/contract/bare-host.ts';
import { normalisePem } from './settings-pem.ts';
import type { SettingsSource } from './settings-source.ts';
import type { PemSource, SecureSocksProxySettings, SecureSocksProxyTls } from './settings.ts';

const prefix = 'GF_SECURE_SOCKS_DATASOURCE_PROXY_';

/**
 * `enableSecureSocksProxy` with what Grafana's own configuration says of that proxy. As in grafana-plugin-sdk-go
 * (backend/proxy), it counts only where the server has it switched on, so that a provisioning file serves both kinds.
 */
export function parseSecureSocksProxy(source: SettingsSource): SecureSocksProxySettings | undefined {
  const { instance, json, secret, grafanaConfig } = source;
  if (json.flag('enableSecureSocksProxy') !== true) return undefined;
  if (grafanaConfig[`${prefix}SERVER_ENABLED`] !== 'true') return undefined;
  const username = json.text('secureSocksProxyUsername');
  const tls = grafanaConfig[`${prefix}ALLOW_INSECURE`] === 'true' ? undefined : parseTls(source);
  return {
    ...parseAddress(source),
    username: username === '' ? instance.uid : username,
    password: secret('secureSocksProxyPassword'),
    ...(tls && { tls }),
  };
}

function parseAddress({ grafanaConfig, problems }: SettingsSource): { readonly host: string; readonly port: number } {
  const address = grafanaConfig[`${prefix}PROXY_ADDRESS`] ?? '';
  const url = URL.parse(address.includes('://') ? address : `socks5://${address}`);
  if (url === null || url.hostname === '') {
    problems.push({
      key: 'enableSecureSocksProxy',
      text: `expected host:port in Grafana's secure_socks_datasource_proxy.proxy_address, got "${address}"`,
    });
    return { host: '127.0.0.1', port: 1080 };
  }
  return { host: bareHost(url), port: url.port === '' ? 1080 : Number(url.port) };
}

function parseTls({ grafanaConfig, problems }: SettingsSource): SecureSocksProxyTls {
  const certificate = pemSource(grafanaConfig, 'CLIENT_CERT');
  const key = pemSource(grafanaConfig, 'CLIENT_KEY');
  const caCertificates = parseRoots(grafanaConfig);
  if (certificate === undefined || key === undefined || caCertificates.length === 0) {
    problems.push({
      key: 'enableSecureSocksProxy',
      text: "expected client_cert, client_key and root_ca_cert in Grafana's secure_socks_datasource_proxy section, not all are there",
    });
  }
  const serverName = grafanaConfig[`${prefix}SERVER_NAME`] ?? '';
  const none = { pem: '' };
  return {
    certificate: certificate ?? none,
    key: key ?? none,
    caCertificates,
    ...(serverName !== '' && { serverName }),
  };
}

function pemSource(config: SettingsSource['grafanaConfig'], name: string): PemSource | undefined {
  const pem = config[`${prefix}${name}_VAL`] ?? '';
  if (pem !== '') return { pem: normalisePem(pem) };
  const file = config[`${prefix}${name}`] ?? '';
  return file === '' ? undefined : { file };
}

function parseRoots(config: SettingsSource['grafanaConfig']): readonly PemSource[] {
  const texts = split(config[`${prefix}ROOT_CA_CERT_VALS`], ',');
  if (texts.length > 0) return texts.map((pem) => ({ pem: normalisePem(pem) }));
  return split(config[`${prefix}ROOT_CA_CERT`], ' ').map((file) => ({ file }));
}

function split(text: string | undefined, separator: string): readonly string[] {
  return (text ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
