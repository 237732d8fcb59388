import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { ConnectFailure } from './connect-failure.ts';
import { hostAndPort, type SocketTarget, within } from './open-socket.ts';
import { tlsFailure } from './tls-failure.ts';

export interface TlsHandshake {
  readonly target: SocketTarget;
  readonly secureContext: SecureContext;
  readonly skipVerify: boolean;
  /** The name that the certificate has to be for, instead of the target's host. */
  readonly serverName?: string;
  /** In order of preference; empty: none. */
  readonly alpnProtocols: readonly string[];
  readonly timeoutMs: number;
}

/** Starts TLS on an open connection and checks the peer's certificate. @throws {ConnectFailure} */
export async function openTls(socket: Socket, handshake: TlsHandshake): Promise<TLSSocket> {
  const { target, secureContext, skipVerify, alpnProtocols, timeoutMs } = handshake;
  // Certificates and SNI (RFC 6066, 3) have names without the trailing dot.
  const name = (handshake.serverName ?? target.host).replace(/\.$/, '');
  const secure = connect({
    socket,
    secureContext,
    host: name,
    // SNI is for names only, not for addresses.
    ...(isIP(name) === 0 && { servername: name }),
    rejectUnauthorized: !skipVerify,
    ...(alpnProtocols.length > 0 && { ALPNProtocols: [...alpnProtocols] }),
  });
  const peer = hostAndPort(target);
  const message = `no TLS handshake with ${peer} within ${String(timeoutMs / 1000)} s (httpTLSHandshakeTimeout)`;
  try {
    await within(secure, 'secureConnect', { ms: timeoutMs, message });
  } catch (error) {
    socket.destroy();
    throw handshakeFailure(error, peer);
  }
  // With TLS 1.3 a server refuses a client certificate after the handshake and then closes. Node reports the error without destroying
  // the socket, and undici would only see that it was closed.
  secure.once('error', (error) => secure.destroy(error));
  return secure;
}

function handshakeFailure(error: unknown, peer: string): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  const text = `no TLS connection to ${peer}: the other side closed it during the handshake`;
  return tlsFailure(error, peer) ?? new ConnectFailure('tls', text, error);
}
