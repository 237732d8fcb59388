import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  derBitString,
  derExplicit,
  derTime,
  derImplicit,
  derInteger,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  derSet,
  derTrue,
  derUtf8String,
} from './der.ts';

/** A throw-away identity; it lives as long as the process. */
export interface ServerCertificate {
  /** What goes on the handshake line. */
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKeyPem: string;
}

/**
 * A self-signed certificate as a go-plugin host with AutoMTLS expects it: for the name "localhost", fit for both ends of
 * a connection, its own authority, valid from 30 s ago for 30 years (go-plugin, mtls.go). The curve is P-256 where
 * go-plugin takes P-521: the host accepts any that Go does, and not every TLS library knows that one.
 */
export function createServerCertificate(nowEpochMs: number): ServerCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signatureAlgorithm = derSequence(derObjectIdentifier('1.2.840.10045.4.3.2'));
  const toBeSigned = derSequence(
    derExplicit(0, derInteger(Buffer.from([2]))),
    derInteger(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    signatureAlgorithm,
    localhostName(),
    derSequence(derTime(new Date(nowEpochMs - 30_000)), derTime(new Date(nowEpochMs + lifetimeMs))),
    localhostName(),
    publicKey.export({ type: 'spki', format: 'der' }),
    derExplicit(3, extensions()),
  );
  const der = derSequence(toBeSigned, signatureAlgorithm, derBitString(sign('sha256', toBeSigned, privateKey)));
  return { der, pem: toPem(der), privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

const lifetimeMs = 262_980 * 3_600_000;

function localhostName(): Buffer {
  return derSequence(derSet(derSequence(derObjectIdentifier('2.5.4.3'), derUtf8String('localhost'))));
}

function extensions(): Buffer {
  const basicConstraints = derSequence(derTrue());
  // digitalSignature, keyEncipherment, keyAgreement, keyCertSign
  const keyUsage = derBitString(Buffer.from([0b1010_1100]), 2);
  const extendedKeyUsage = derSequence(
    derObjectIdentifier('1.3.6.1.5.5.7.3.1'),
    derObjectIdentifier('1.3.6.1.5.5.7.3.2'),
  );
  const subjectAltName = derSequence(derImplicit(2, Buffer.from('localhost')));
  return derSequence(
    derSequence(derObjectIdentifier('2.5.29.19'), derTrue(), derOctetString(basicConstraints)),
    derSequence(derObjectIdentifier('2.5.29.15'), derTrue(), derOctetString(keyUsage)),
    derSequence(derObjectIdentifier('2.5.29.37'), derOctetString(extendedKeyUsage)),
    derSequence(derObjectIdentifier('2.5.29.17'), derOctetString(subjectAltName)),
  );
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
