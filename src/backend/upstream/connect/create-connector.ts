import { bareHost } from '../contract/bare-host.ts';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { ConnectFailure, errorCode } from './connect-failure.ts';
import { type ConnectionRoute, connectionRoute } from './connection-route.ts';
import { openTunnel } from './http-tunnel.ts';
import { hostAndPort, openSocket, type SocketTarget } from './open-socket.ts';
import { openTls } from './open-tls.ts';
import { openThroughSocks } from './socks5.ts';
import { trustSystemCertificates } from './trust-system-certificates.ts';
import type {
  PemOption,
  SocksProxy,
  SocksProxyTls,
  UpstreamOptions,
  UpstreamTlsOptions,
} from '../contract/upstream-options.ts';

/** Opens a connection on which HTTP can be spoken with the origin of a URL, through whatever proxy leads there. */
export interface Connector {
  /** @throws {ConnectFailure} */
  connect(origin: URL): Promise<Socket | TLSSocket>;
}

export function createConnector(options: Pick<UpstreamOptions, 'timeouts' | 'tls' | 'proxy' | 'lookUp'>): Connector {
  const { tls, lookUp } = options;
  const timeouts: Timeouts = { ...options.timeouts, ...(lookUp && { lookUp }) };
  let secureContext: SecureContext | undefined;
  return {
    async connect(origin) {
      const target = targetOf(origin);
      const route = connectionRoute(origin, options.proxy);
      const socket = await openRoute(target, route, timeouts);
      if (origin.protocol !== 'https:') return socket;
      secureContext ??= createContext(tls);
      const { skipVerify, serverName } = tls;
      return await openTls(socket, {
        target,
        secureContext,
        skipVerify,
        ...(serverName !== undefined && { serverName }),
        alpnProtocols: ['h2', 'http/1.1'],
        timeoutMs: timeouts.tlsHandshakeMs,
      });
    },
  };
}

function targetOf(origin: URL): SocketTarget {
  const port = origin.port === '' ? (origin.protocol === 'https:' ? 443 : 80) : Number(origin.port);
  return { host: bareHost(origin), port };
}

function createContext({ caCertificates, client }: UpstreamTlsOptions): SecureContext {
  try {
    if (caCertificates === undefined) trustSystemCertificates();
    return createSecureContext({
      ...(caCertificates !== undefined && { ca: caCertificates }),
      ...(client && { cert: client.certificate, key: client.key }),
    });
  } catch (error) {
    throw new ConnectFailure('tls', `the configured certificates cannot be used (${errorCode(error)})`, error);
  }
}

type Timeouts = UpstreamOptions['timeouts'] & Pick<UpstreamOptions, 'lookUp'>;

async function openRoute(target: SocketTarget, route: ConnectionRoute, timeouts: Timeouts): Promise<Socket> {
  switch (route.kind) {
    case 'direct':
      return openSocket(target, timeouts);
    case 'http-proxy':
      return openThroughHttpProxy(target, route, timeouts);
    case 'socks5':
      return openThroughSocksProxy(target, route.proxy, timeouts);
  }
}

async function openThroughHttpProxy(
  target: SocketTarget,
  route: ConnectionRoute & { kind: 'http-proxy' },
  timeouts: Timeouts,
): Promise<Socket> {
  const { proxy, tunnel, authorization } = route;
  const plain = await toProxy(proxy, openSocket(proxy, timeouts));
  const socket = route.tls ? await toProxy(proxy, openProxyTls(plain, proxy, timeouts)) : plain;
  if (!tunnel) return socket;
  const timeoutMs = timeouts.dialMs;
  return openTunnel(socket, { target, proxy, timeoutMs, ...(authorization !== undefined && { authorization }) });
}

function openProxyTls(socket: Socket, target: SocketTarget, { tlsHandshakeMs }: Timeouts): Promise<Socket> {
  trustSystemCertificates();
  const secureContext = createSecureContext();
  return openTls(socket, { target, secureContext, skipVerify: false, alpnProtocols: [], timeoutMs: tlsHandshakeMs });
}

async function openThroughSocksProxy(target: SocketTarget, proxy: SocksProxy, timeouts: Timeouts): Promise<Socket> {
  const { username, password, tls } = proxy;
  const plain = await toProxy(proxy, openSocket(proxy, timeouts));
  const socket = tls === undefined ? plain : await toProxy(proxy, openSocksTls(plain, { ...proxy, tls }, timeouts));
  return openThroughSocks(socket, { target, proxy, username, password, timeoutMs: timeouts.dialMs });
}

async function openSocksTls(
  socket: Socket,
  { host, port, tls }: SocketTarget & { readonly tls: SocksProxyTls },
  { tlsHandshakeMs }: Timeouts,
): Promise<Socket> {
  const secureContext = createSecureContext({
    cert: await readPem(tls.certificate),
    key: await readPem(tls.key),
    ca: await Promise.all(tls.caCertificates.map(readPem)),
    // As Grafana's own proxy client has it (grafana-plugin-sdk-go, backend/proxy).
    minVersion: 'TLSv1.3',
  });
  return openTls(socket, {
    target: { host, port },
    secureContext,
    skipVerify: false,
    ...(tls.serverName !== undefined && { serverName: tls.serverName }),
    alpnProtocols: [],
    timeoutMs: tlsHandshakeMs,
  });
}

async function readPem(source: PemOption): Promise<string> {
  return 'pem' in source ? source.pem : readFile(source.file, 'utf8');
}

/** Whatever goes wrong on the way to a proxy is the proxy's failure, not the server's. */
async function toProxy<Connection>(proxy: SocketTarget, connecting: Promise<Connection>): Promise<Connection> {
  try {
    return await connecting;
  } catch (error) {
    const why = error instanceof ConnectFailure ? error.message : 'its certificates cannot be read';
    const message = `cannot use the proxy ${hostAndPort(proxy)}: ${why}`;
    throw new ConnectFailure('proxy', message, error);
  }
}
