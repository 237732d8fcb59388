import { bareHost } from '../contract/bare-host.ts';
import { basicCredentials } from '../contract/basic-credentials.ts';
import { ConnectFailure } from './connect-failure.ts';
import type { SocketTarget } from './open-socket.ts';
import { proxyForUrl } from './proxy-for-url.ts';
import type { SocksProxy, UpstreamProxy } from '../contract/upstream-options.ts';

/** How to connect to a server. */
export type ConnectionRoute =
  | { readonly kind: 'direct' }
  /** With `tunnel` (https), the proxy forwards bytes; without it (http), it reads the request, which has to contain the whole URL. */
  | {
      readonly kind: 'http-proxy';
      readonly proxy: SocketTarget;
      readonly tls: boolean;
      readonly tunnel: boolean;
      /** For Proxy-Authorization. */
      readonly authorization?: string;
    }
  | { readonly kind: 'socks5'; readonly proxy: SocksProxy };

/** @throws {ConnectFailure} if the proxy's scheme is not supported. */
export function connectionRoute(url: URL, proxy: UpstreamProxy): ConnectionRoute {
  if (proxy.kind === 'socks5') return { kind: 'socks5', proxy };
  const address = proxyForUrl(url, proxy.environment);
  return address === undefined ? { kind: 'direct' } : routeOver(address, url.protocol === 'https:');
}

function routeOver(proxy: URL, tunnel: boolean): ConnectionRoute {
  const host = bareHost(proxy);
  const [username, password] = [decode(proxy.username), decode(proxy.password)];
  switch (proxy.protocol) {
    case 'http:':
    case 'https:': {
      const tls = proxy.protocol === 'https:';
      const port = proxy.port === '' ? (tls ? 443 : 80) : Number(proxy.port);
      const hasLogin = username !== '' || password !== '';
      const authorization = `Basic ${basicCredentials(username, password)}`;
      return { kind: 'http-proxy', proxy: { host, port }, tls, tunnel, ...(hasLogin && { authorization }) };
    }
    case 'socks5:':
    case 'socks5h:':
      return { kind: 'socks5', proxy: { kind: 'socks5', host, port: Number(proxy.port || 1080), username, password } };
    default:
      throw new ConnectFailure(
        'proxy',
        `expected a proxy that begins with http://, https:// or socks5:// in HTTP_PROXY or HTTPS_PROXY, got ${proxy.protocol}//`,
      );
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A "%" that begins no escape is taken as it is.
    return text;
  }
}
