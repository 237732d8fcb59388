import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { trustSystemCertificates } from './trust-system-certificates.ts';

/** Node writes one certificate in several ways. */
function fingerprints(kind: 'default' | 'system'): Set<string> {
  return new Set(getCACertificates(kind).map((pem) => new X509Certificate(pem).fingerprint256));
}

describe('trustSystemCertificates', () => {
  it("adds the system's authorities to those of Node, once", () => {
    const wanted = new Set([...fingerprints('default'), ...fingerprints('system')]);
    trustSystemCertificates();
    expect(fingerprints('default')).toEqual(wanted);
    const certificates = getCACertificates('default');
    trustSystemCertificates();
    expect(getCACertificates('default')).toEqual(certificates);
  });
});
