import { getCACertificates } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { trustSystemCertificates } from './trust-system-certificates.ts';

describe('trustSystemCertificates', () => {
  it("adds the system's authorities to those of Node, once", () => {
    const before = getCACertificates('default');
    trustSystemCertificates();
    const after = getCACertificates('default');
    expect(after).toEqual(expect.arrayContaining([...before, ...getCACertificates('system')]));
    trustSystemCertificates();
    expect(getCACertificates('default')).toHaveLength(after.length);
  });
});
