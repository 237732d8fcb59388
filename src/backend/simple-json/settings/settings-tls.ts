import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { normalisePem, pemBlocks, type PemBlock } from './settings-pem.ts';
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
  const blocks = pemBlocks(pem).filter(({ label }) => certificateLabels.includes(label));
  if (blocks.length > 0 && blocks.length <= maxCertificates && blocks.every(isCertificate)) return pem;
  const got = secret(name) === '' ? 'got none' : describeBlocks(blocks);
  problems.push({
    key: `secureJsonData.${name}`,
    text: `expected a PEM certificate (-----BEGIN CERTIFICATE-----), ${got}`,
  });
  return undefined;
}

/** A system's whole list of authorities has about 150. */
const maxCertificates = 1000;

function describeBlocks({ length }: readonly PemBlock[]): string {
  return length > maxCertificates ? `got ${length}, and at most ${maxCertificates} are read` : 'got something else';
}

const certificateLabels = ['CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CERTIFICATE'];

function isCertificate({ label, body }: PemBlock): boolean {
  try {
    new X509Certificate(`-----BEGIN ${label}-----${body}-----END CERTIFICATE-----`);
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
