import { ConnectFailure, errorCode } from './connect-failure.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

const asCaCertificate = 'as CA certificate (tlsAuthWithCACert, and tlsCACert among the secrets)';
const unknownAuthority =
  'its certificate comes from an authority that is not trusted here, or the server leaves out an intermediate certificate; ' +
  `give the authority ${asCaCertificate}`;
const notTls = 'it does not speak TLS on this port; check the port, or write http:// in the URL';
const refusedClient = 'it refuses our client certificate; check tlsClientCert and tlsClientKey';
const brokenOff =
  'it broke off the handshake; it may ask for a client certificate (tlsAuth), or there is no cipher that both sides know';

/** For each error code of Node.js and OpenSSL 3: which check failed, and what to do about it. */
const texts = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', `its certificate is self-signed; give it ${asCaCertificate}`],
  ['SELF_SIGNED_CERT_IN_CHAIN', unknownAuthority],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unknownAuthority],
  ['UNABLE_TO_GET_ISSUER_CERT', unknownAuthority],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unknownAuthority],
  ['CERT_HAS_EXPIRED', 'its certificate has expired; renew it on the server'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet; check the clocks of both machines'],
  ['CERT_REVOKED', 'its certificate was revoked; renew it on the server'],
  ['CERT_SIGNATURE_FAILURE', 'the signature of its certificate is wrong; check the CA certificate'],
  ['INVALID_CA', 'the CA certificate may not sign other certificates'],
  ['INVALID_PURPOSE', 'its certificate was not made for a server'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', notTls],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', notTls],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'it refuses TLS 1.2 and 1.3'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'it offers only TLS versions that are no longer safe; at least 1.2 is needed'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'it asks for a client certificate (tlsAuth), and none is configured'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', brokenOff],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', refusedClient],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN', refusedClient],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'our client certificate (tlsClientCert) has expired'],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED', 'our client certificate (tlsClientCert) was revoked'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'it does not know the authority of our client certificate (tlsClientCert)'],
  ['ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR', refusedClient],
  ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', refusedClient],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'it knows no site of this name; check the URL or set serverName'],
]);

/** Explains a failed handshake or certificate check; undefined if the error is not about TLS. */
export function tlsFailure(error: unknown, peer: string): ConnectFailure | undefined {
  const code = errorCode(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return new ConnectFailure('tls', wrongName(error, peer), error);
  const text = texts.get(code);
  if (text !== undefined) return new ConnectFailure('tls', `no TLS connection to ${peer}: ${text} (${code})`, error);
  if (!/^(ERR_(SSL|TLS|OSSL)_|CERT_|CRL_|EPROTO$|UNABLE_TO_|ERROR_IN_CERT|HOSTNAME_MISMATCH|PATH_LENGTH)/.test(code))
    return undefined;
  return new ConnectFailure('tls', `no TLS connection to ${peer}: the check ${code} failed`, error);
}

function wrongName(error: unknown, peer: string): string {
  const names = certificateNames(error);
  const holds = names === '' ? '' : ` It is for ${names}.`;
  return `no TLS connection to ${peer}: its certificate is for another name.${holds} Correct the URL, or set serverName (ERR_TLS_CERT_ALTNAME_INVALID)`;
}

function certificateNames(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('cert' in error)) return '';
  const { cert } = error;
  if (typeof cert !== 'object' || cert === null || !('subjectaltname' in cert)) return '';
  return typeof cert.subjectaltname === 'string'
    ? cutText(cert.subjectaltname.replaceAll(/(DNS|IP Address):/g, ''), 200)
    : '';
}
