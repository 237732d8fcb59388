// The certificate library uses decorators, which need this to be loaded first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, for the lifetime of the process. */
export interface ServerCertificate {
  /** For the handshake line. */
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKeyPem: string;
}

/**
 * Creates a self-signed certificate as a go-plugin host with AutoMTLS expects it: for the name "localhost", for server and client authentication, marked as
 * a CA, valid from 30 s ago for 30 years (go-plugin, mtls.go). The curve is P-256 instead of go-plugin's P-521: the host accepts every
 * curve that Go supports, and not every TLS library supports P-521.
 *
 * Loading this module takes some 50 ms: import it only for a host that asks for a certificate.
 */
export async function createServerCertificate(nowEpochMs: number): Promise<ServerCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    notBefore: new Date(nowEpochMs - 30_000),
    notAfter: new Date(nowEpochMs + lifetimeMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(keyUsages, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
    ],
  });
  const privateKey = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    der: Buffer.from(certificate.rawData),
    pem: certificate.toString('pem'),
    privateKeyPem: x509.PemConverter.encode(privateKey, 'PRIVATE KEY'),
  };
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const lifetimeMs = 262_980 * 3_600_000;

const keyUsages = (x509.KeyUsageFlags.digitalSignature |
  x509.KeyUsageFlags.keyEncipherment |
  x509.KeyUsageFlags.keyAgreement |
  x509.KeyUsageFlags.keyCertSign) as x509.KeyUsageFlags;
