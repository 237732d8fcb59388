import { bareHost } from '../contract/bare-host.ts';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import {
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';
import { ConnectFailure, errorCode } from './connect-failure.ts';
import { type ConnectionRoute, connectionRoute } from './connection-route.ts';
import { openTunnel } from './http-tunnel.ts';
import { hostAndPort, openSocket, type SocketTarget } from './open-socket.ts';
import { openTls, type TlsHandshake } from './open-tls.ts';
import { openThroughSocks } from './socks5.ts';
import { trustSystemCertificates } from './trust-system-certificates.ts';
import type {
  PemOption,
  SocksProxy,
  SocksProxyTls,
  UpstreamOptions,
  UpstreamTlsOptions,
} from '../contract/upstream-options.ts';

/** Opens connections to the origin of a URL, through a proxy if there is one; HTTP can be spoken on them. */
export interface Connector {
  /** @throws {ConnectFailure} */
  connect(origin: URL): Promise<Socket | TLSSocket>;
}

export function createConnector(options: Pick<UpstreamOptions, 'timeouts' | 'tls' | 'proxy' | 'lookUp'>): Connector {
  const { tls, timeouts, lookUp } = options;
  const dialing: Dialing = {
    ...timeouts,
    ...(lookUp && { lookUp }),
    proxyContext: once(() => createProxyContext(tls)),
  };
  const serverContext = once(() => createContext(tls));
  return {
    async connect(origin) {
      const target = targetOf(origin);
      const route = connectionRoute(origin, options.proxy);
      if (origin.protocol !== 'https:') return openRoute(target, route, dialing);
      // Before the connection is opened: if this throws, nobody would close it.
      const secureContext = serverContext();
      const { skipVerify, serverName } = tls;
      return await openTls(await openRoute(target, route, dialing), {
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

type Dialing = UpstreamOptions['timeouts'] &
  Pick<UpstreamOptions, 'lookUp'> & {
    /** For proxies that are connected to with TLS. */
    readonly proxyContext: () => SecureContext;
  };

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function targetOf(origin: URL): SocketTarget {
  const port = origin.port === '' ? (origin.protocol === 'https:' ? 443 : 80) : Number(origin.port);
  return { host: bareHost(origin), port };
}

function createContext({ caCertificates, client }: UpstreamTlsOptions): SecureContext {
  return usable(() => {
    if (caCertificates === undefined) trustSystemCertificates();
    return {
      ...(caCertificates !== undefined && { ca: caCertificates }),
      ...(client && { cert: client.certificate, key: client.key }),
    };
  });
}

/** For proxies, which may have a certificate of the authority in the settings, too: Go's client uses the same authorities for servers and proxies. */
function createProxyContext({ caCertificates }: UpstreamTlsOptions): SecureContext {
  return usable(() => {
    trustSystemCertificates();
    return caCertificates === undefined ? {} : { ca: [...getCACertificates('default'), caCertificates] };
  });
}

function usable(options: () => SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options());
  } catch (error) {
    throw new ConnectFailure('tls', `the configured certificates cannot be used (${errorCode(error)})`, error);
  }
}

async function openRoute(target: SocketTarget, route: ConnectionRoute, dialing: Dialing): Promise<Socket> {
  switch (route.kind) {
    case 'direct':
      return openSocket(target, dialing);
    case 'http-proxy':
      return openThroughHttpProxy(target, route, dialing);
    case 'socks5':
      return openThroughSocksProxy(target, route.proxy, dialing);
  }
}

async function openThroughHttpProxy(
  target: SocketTarget,
  route: ConnectionRoute & { kind: 'http-proxy' },
  dialing: Dialing,
): Promise<Socket> {
  const { proxy, tunnel, authorization } = route;
  const tls = route.tls ? { secureContext: dialing.proxyContext() } : undefined;
  const socket = await openProxy(proxy, tls, dialing);
  if (!tunnel) return socket;
  const timeoutMs = dialing.dialMs;
  return openTunnel(socket, { target, proxy, timeoutMs, ...(authorization !== undefined && { authorization }) });
}

async function openThroughSocksProxy(target: SocketTarget, proxy: SocksProxy, dialing: Dialing): Promise<Socket> {
  const { username, password } = proxy;
  const tls = proxy.tls && (await toProxy(proxy, socksTls(proxy.tls)));
  const socket = await openProxy(proxy, tls, dialing);
  return openThroughSocks(socket, { target, proxy, username, password, timeoutMs: dialing.dialMs });
}

type ProxyTls = Pick<TlsHandshake, 'secureContext' | 'serverName'>;

/** Opens a connection to a proxy. @param tls undefined: plain TCP */
async function openProxy(proxy: SocketTarget, tls: ProxyTls | undefined, dialing: Dialing): Promise<Socket> {
  const socket = await toProxy(proxy, openSocket(proxy, dialing));
  if (tls === undefined) return socket;
  const { host, port } = proxy;
  const timeoutMs = dialing.tlsHandshakeMs;
  return toProxy(
    proxy,
    openTls(socket, { ...tls, target: { host, port }, skipVerify: false, alpnProtocols: [], timeoutMs }),
  );
}

async function socksTls({ certificate, key, caCertificates, serverName }: SocksProxyTls): Promise<ProxyTls> {
  const secureContext = createSecureContext({
    cert: await readPem(certificate),
    key: await readPem(key),
    ca: await Promise.all(caCertificates.map(readPem)),
    // The same as in Grafana's own proxy client (grafana-plugin-sdk-go, backend/proxy).
    minVersion: 'TLSv1.3',
  });
  return { secureContext, ...(serverName !== undefined && { serverName }) };
}

async function readPem(source: PemOption): Promise<string> {
  return 'pem' in source ? source.pem : readFile(source.file, 'utf8');
}

/** Makes every failure to connect to a proxy an error about the proxy, not about the server. */
async function toProxy<Connection>(proxy: SocketTarget, connecting: Promise<Connection>): Promise<Connection> {
  try {
    return await connecting;
  } catch (error) {
    const why = error instanceof ConnectFailure ? error.message : 'its certificates cannot be read';
    const message = `cannot use the proxy ${hostAndPort(proxy)}: ${why}`;
    throw new ConnectFailure('proxy', message, error);
  }
}
