import { createPrivateKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createServerCertificate, type ServerCertificate } from './certificate.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 0, 678);

describe('createServerCertificate', () => {
  let created: ServerCertificate;
  let certificate: X509Certificate;

  beforeAll(async () => {
    created = await createServerCertificate(now);
    certificate = new X509Certificate(created.der);
  });

  it('is the same in both forms and belongs to the key', () => {
    expect(new X509Certificate(created.pem).raw).toEqual(created.der);
    expect(certificate.checkPrivateKey(createPrivateKey(created.privateKeyPem))).toBe(true);
  });

  it('is signed by itself, as its own authority', () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(true);
    expect(certificate.issuer).toBe(certificate.subject);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it('is for localhost alone, and for both ends of a connection', () => {
    expect(certificate.subject).toBe('CN=localhost');
    expect(certificate.subjectAltName).toBe('DNS:localhost');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  it('is valid from 30 s ago for 30 years', () => {
    expect(certificate.validFromDate.toISOString()).toBe('2026-11-21T11:59:30.000Z');
    expect(certificate.validToDate.toISOString()).toBe('2056-11-21T00:00:00.000Z');
  });

  it('writes years before and after 2050 as RFC 5280 wants them', () => {
    expect(created.der.includes('261121115930Z')).toBe(true);
    expect(created.der.includes('20261121')).toBe(false);
    expect(created.der.includes('20561121000000Z')).toBe(true);
  });

  it('is another one each time', async () => {
    const others = await Promise.all(Array.from({ length: 20 }, () => createServerCertificate(now)));
    const serials = others.map(({ der }) => new X509Certificate(der).serialNumber);
    expect(new Set(serials).size).toBe(20);
  });
});
