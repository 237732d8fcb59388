import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { IssuedCertificate } from '../support/certificates/certificate-authority.ts';
import { listen, type Listening } from '../support/listen.ts';
import { oneSeries } from './settings-stage.ts';

/** A Simple JSON server over TLS that answers every request with one series and remembers who asked. */
export interface SecureUpstream extends Listening {
  readonly url: string;
  readonly requests: readonly SecureRequest[];
}

export interface SecureRequest {
  /** "" without one. */
  readonly clientName: string;
  /** What the client said it looks for (SNI); "" for an address. */
  readonly serverName: string;
  readonly httpVersion: string;
}

export interface SecureUpstreamOptions {
  readonly identity: IssuedCertificate;
  /** PEM; only clients with a certificate of this authority get in. */
  readonly clientAuthority?: string;
  /** Offer HTTP/2 by ALPN. */
  readonly http2?: boolean;
}

export async function startSecureUpstream(options: SecureUpstreamOptions): Promise<SecureUpstream> {
  const requests: SecureRequest[] = [];
  const { identity, clientAuthority, http2 = false } = options;
  const secrets = {
    cert: identity.certificate,
    key: identity.key,
    ...(clientAuthority !== undefined && { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
  };
  const answer = (incoming: Incoming, response: ServerResponse | Http2ServerResponse): void => {
    requests.push(toSecureRequest(incoming));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(oneSeries));
  };
  const server: Server = http2 ? createSecureServer(secrets, answer) : createServer(secrets, answer);
  server.on('tlsClientError', () => undefined);
  const listening = await listen(server);
  return Object.assign(listening, { url: `https://127.0.0.1:${listening.port}`, requests });
}

type Incoming = IncomingMessage | Http2ServerRequest;

function toSecureRequest({ socket, httpVersion }: Incoming): SecureRequest {
  if (!(socket instanceof TLSSocket)) throw new Error('expected a request over TLS, got another');
  const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  const { servername = '' } = socket as { readonly servername?: string | false };
  return {
    clientName: [subject?.CN ?? ''].flat().join(),
    serverName: servername === false ? '' : servername,
    httpVersion,
  };
}
