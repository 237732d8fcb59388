import { bareHost } from '../contract/bare-host.ts';
import { BlockList, isIP } from 'node:net';
import { ConnectFailure } from './connect-failure.ts';

/**
 * The proxy for a URL, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say (or their lower-case spellings, where those are empty), by the rules of
 * Go's golang.org/x/net/http/httpproxy: loopback addresses are never proxied; NO_PROXY takes names with subdomains, ports, addresses,
 * CIDR ranges and `*`. Undefined: no proxy.
 * @throws {ConnectFailure} if the proxy's address cannot be read.
 */
export function proxyForUrl(url: URL, environment: Readonly<Record<string, string | undefined>>): URL | undefined {
  const read = (name: string): string =>
    [environment[name], environment[name.toLowerCase()]].map((text = '') => text.trim()).find((text) => text !== '') ??
    '';
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isExcluded(url, read('NO_PROXY'))) return undefined;
  const address = parseProxy(proxy);
  if (address !== null) return address;
  const expected = 'an address such as http://proxy.example.com:3128';
  throw new ConnectFailure('proxy', `expected ${expected} in HTTP_PROXY or HTTPS_PROXY, got something else`);
}

/** Without a scheme (`host`, `host:port`, `//host`), and as `http:host` or `http:/host`, it is http. Quotes that an env file has left around it are removed. */
function parseProxy(text: string): URL | null {
  const proxy = text.replace(/^(["'])(.*)\1$/, '$2');
  const [, whole, bare, rest = ''] =
    /^(?:([a-z][a-z0-9]*):\/\/|(https?|socks5h?):\/?(?!\d+\/?$))(.*)$/i.exec(proxy) ?? [];
  const scheme = whole ?? bare;
  return URL.parse(scheme === undefined ? `http://${proxy.replace(/^\/+/, '')}` : `${scheme}://${rest}`);
}

function isExcluded(url: URL, noProxy: string): boolean {
  const host = bareHost(url).replace(/\.$/, '');
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (host === 'localhost' || isLoopback(host)) return true;
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => excludes(entry.toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return isIP(host) !== 0 && isInRange(host, isIP(host) === 4 ? '127.0.0.0/8' : '::1/128');
}

function excludes(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(host, entry);
  const { name, port: entryPort } = splitPort(entry);
  if (entryPort !== undefined && entryPort !== port) return false;
  if (isIP(name) !== 0) return isInRange(host, `${name}/${isIP(name) === 4 ? '32' : '128'}`);
  // ".example.com" matches subdomains only, "example.com" the name itself, too.
  const onlySubdomains = /^\*?\./.test(name);
  return host.endsWith(`.${name.replace(/^\*?\./, '')}`) || (!onlySubdomains && host === name);
}

/** `host`, `host:port`, `[address]:port`, or an IPv6 address without brackets, whose colons do not separate a port. */
function splitPort(entry: string): { readonly name: string; readonly port: string | undefined } {
  const [, bracketed, plain = entry, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  return { name: bracketed ?? plain, port };
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits)) return false;
  const list = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  try {
    list.addSubnet(network, Number(bits), name);
  } catch {
    return false;
  }
  return list.check(host, name);
}
