import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { normalisePem } from './settings-pem.ts';
import type { SettingsSource } from './settings-source.ts';
import type { TlsSettings } from './settings.ts';

/** `tlsAuth`, `tlsAuthWithCACert`, `tlsSkipVerify` and `serverName`, with the three PEM secrets. */
export function parseTls(source: SettingsSource): TlsSettings {
  const { json } = source;
  const caCertificates = json.flag('tlsAuthWithCACert') === true ? parseCertificates('tlsCACert', source) : undefined;
  const client = json.flag('tlsAuth') === true ? parseClient(source) : undefined;
  const serverName = json.text('serverName');
  return {
    ...(caCertificates !== undefined && { caCertificates }),
    ...(client && { client }),
    skipVerify: json.flag('tlsSkipVerify') ?? false,
    ...(serverName !== '' && { serverName }),
  };
}

function parseClient(source: SettingsSource): TlsSettings['client'] {
  const certificate = parseCertificates('tlsClientCert', source);
  const key = parseKey(source);
  if (certificate === undefined || key === undefined) return undefined;
  if (!new X509Certificate(certificate).checkPrivateKey(key.object)) {
    source.problems.push({
      key: 'secureJsonData.tlsClientKey',
      text: 'does not belong to the certificate in tlsClientCert',
    });
  }
  return { certificate, key: key.pem };
}

function parseCertificates(
  name: 'tlsCACert' | 'tlsClientCert',
  { secret, problems }: SettingsSource,
): string | undefined {
  const pem = normalisePem(secret(name));
  const blocks = pem.match(/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----.*?-----END/gs) ?? [];
  if (blocks.length > 0 && blocks.every((block) => isCertificate(`${block} CERTIFICATE-----`))) return pem;
  const got = secret(name) === '' ? 'got none' : 'got something else';
  problems.push({
    key: `secureJsonData.${name}`,
    text: `expected a PEM certificate (-----BEGIN CERTIFICATE-----), ${got}`,
  });
  return undefined;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

function parseKey({
  secret,
  problems,
}: SettingsSource): { readonly pem: string; readonly object: KeyObject } | undefined {
  const pem = normalisePem(secret('tlsClientKey'));
  try {
    return { pem, object: createPrivateKey(pem) };
  } catch {
    problems.push({
      key: 'secureJsonData.tlsClientKey',
      text: `expected a PEM private key without a passphrase, ${describeKey(pem)}`,
    });
    return undefined;
  }
}

function describeKey(pem: string): string {
  if (pem === '') return 'got none';
  return pem.includes('ENCRYPTED') ? 'got one with a passphrase' : 'got something else';
}
