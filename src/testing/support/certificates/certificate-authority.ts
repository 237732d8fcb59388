import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  derBitString,
  derExplicit,
  derImplicit,
  derInteger,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  derSet,
  derTime,
  derTrue,
  derUtf8String,
} from './der.ts';

/** A certificate authority of a test's own; nobody trusts it unless told to. */
export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** A certificate for servers and clients. */
  issue(subject: CertificateSubject): IssuedCertificate;
}

export interface CertificateSubject {
  /** Host names and IPv4 addresses; the first is also the common name. */
  readonly names: readonly string[];
  /** Default: tomorrow. */
  readonly notAfter?: Date;
}

/** PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export function createCertificateAuthority(name = 'test authority'): CertificateAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = createCertificate({ issuer: name, signer: privateKey, subject: name, publicKey, names: [] });
  return {
    certificate,
    issue({ names, notAfter }) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const content = { issuer: name, signer: privateKey, subject: names[0] ?? '', publicKey: pair.publicKey, names };
      return {
        certificate: createCertificate({ ...content, ...(notAfter && { notAfter }) }),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      };
    },
  };
}

const dayMs = 86_400_000;

interface CertificateContent {
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly subject: string;
  readonly publicKey: KeyObject;
  /** None: the certificate of an authority. */
  readonly names: readonly string[];
  readonly notAfter?: Date;
}

function createCertificate(content: CertificateContent): string {
  const { issuer, signer, subject, publicKey, notAfter = new Date(Date.now() + dayMs) } = content;
  const algorithm = derSequence(derObjectIdentifier('1.2.840.10045.4.3.2'));
  const toBeSigned = derSequence(
    derExplicit(0, derInteger(Buffer.from([2]))),
    derInteger(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer),
    derSequence(derTime(new Date(notAfter.getTime() - 2 * dayMs)), derTime(notAfter)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    derExplicit(3, derSequence(...extensions(content.names))),
  );
  const der = derSequence(toBeSigned, algorithm, derBitString(sign('sha256', toBeSigned, signer)));
  return `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string): Buffer {
  return derSequence(derSet(derSequence(derObjectIdentifier('2.5.4.3'), derUtf8String(commonName))));
}

function extensions(names: readonly string[]): readonly Buffer[] {
  if (names.length === 0) {
    const isAuthority = derSequence(derTrue());
    return [derSequence(derObjectIdentifier('2.5.29.19'), derTrue(), derOctetString(isAuthority))];
  }
  const purposes = derSequence(derObjectIdentifier('1.3.6.1.5.5.7.3.1'), derObjectIdentifier('1.3.6.1.5.5.7.3.2'));
  const general = names.map((name) =>
    isIPv4(name) ? derImplicit(7, Buffer.from(name.split('.').map(Number))) : derImplicit(2, Buffer.from(name)),
  );
  return [
    derSequence(derObjectIdentifier('2.5.29.37'), derOctetString(purposes)),
    derSequence(derObjectIdentifier('2.5.29.17'), derOctetString(derSequence(...general))),
  ];
}
