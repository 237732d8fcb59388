import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Adds the authorities that the operating system trusts to those that Node brings, for the whole process, as Go programs and so
 * Grafana's own data sources have it: a company's own authority is usually installed there. Does nothing the second time.
 */
export function trustSystemCertificates(): void {
  const trusted = new Set(getCACertificates('default'));
  const missing = getCACertificates('system').filter((certificate) => !trusted.has(certificate));
  if (missing.length > 0) setDefaultCACertificates([...trusted, ...missing]);
}
