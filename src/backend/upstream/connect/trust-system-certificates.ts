import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Makes the whole process trust the certificate authorities of the operating system, beside those that come with Node.js: a company's own
 * authority is usually installed there, and Go programs, such as Grafana's own data sources, use it. Does nothing when called again.
 */
export function trustSystemCertificates(): void {
  const trusted = new Set(getCACertificates('default'));
  const missing = getCACertificates('system').filter((certificate) => !trusted.has(certificate));
  if (missing.length > 0) setDefaultCACertificates([...trusted, ...missing]);
}
