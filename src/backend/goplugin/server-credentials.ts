import { X509Certificate } from 'node:crypto';
import { ServerCredentials } from '@grpc/grpc-js';

export interface NegotiatedCredentials {
  readonly credentials: ServerCredentials;
  /** DER, for the handshake line; undefined without TLS. */
  readonly certificate: Uint8Array | undefined;
}

/**
 * Plain text, or mutual TLS with a host that sent its certificate: that one alone is let in.
 * @param clientCertificate PEM
 * @throws when it is not one; serving plain text instead would open to everybody what the host wants closed
 */
export async function createServerCredentials(clientCertificate: string | undefined): Promise<NegotiatedCredentials> {
  if (clientCertificate === undefined) {
    return { credentials: ServerCredentials.createInsecure(), certificate: undefined };
  }
  const trusted = Buffer.from(parseCertificate(clientCertificate).toString());
  const { createServerCertificate } = await import('./certificate.ts');
  const { der, pem, privateKeyPem } = await createServerCertificate(Date.now());
  const keyPair = { private_key: Buffer.from(privateKeyPem), cert_chain: Buffer.from(pem) };
  return { credentials: ServerCredentials.createSsl(trusted, [keyPair], true), certificate: der };
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
