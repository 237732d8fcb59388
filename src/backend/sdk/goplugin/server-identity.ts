import { X509Certificate } from 'node:crypto';
import { createServerCertificate } from './certificate.ts';

/** Certificates and key for mutual TLS with the host. */
export interface ServerIdentity {
  /** The host's certificate in PEM form, the only one that may connect. */
  readonly trusted: Buffer;
  /** PEM */
  readonly privateKey: Buffer;
  /** PEM */
  readonly certificateChain: Buffer;
  /** Our certificate in DER form, for the handshake line. */
  readonly der: Uint8Array;
}

/**
 * Creates our own certificate, for a host that sent its certificate.
 * @param clientCertificate the host's, PEM
 * @throws if it is invalid: without TLS, everybody could connect, which the host does not want
 */
export async function createServerIdentity(clientCertificate: string): Promise<ServerIdentity> {
  const trusted = Buffer.from(parseCertificate(clientCertificate).toString());
  const { der, pem, privateKeyPem } = await createServerCertificate(Date.now());
  return { trusted, privateKey: Buffer.from(privateKeyPem), certificateChain: Buffer.from(pem), der };
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new Error(
      'expected PLUGIN_CLIENT_CERT to be a certificate in PEM form, got something else; it is the host that sets it',
      {
        cause,
      },
    );
  }
}
