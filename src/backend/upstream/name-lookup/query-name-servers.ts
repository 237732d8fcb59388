import { readFileSync } from 'node:fs';
import { type LookupAddress, promises } from 'node:dns';
import type { LookUp } from '../contract/name-lookups.ts';

/**
 * Looks a host up in the hosts file, then asks the name servers with the search list of resolv.conf, as the C library does, but without a thread.
 * Other sources of names that a system may have (mDNS, LDAP …) are not used.
 */
export const queryNameServers: LookUp = async (host, signal) => {
  const known = addressesInHosts(readText(hostsFile), host);
  if (known.length > 0) return known;
  const resolver = new promises.Resolver({ timeout: 2000, tries: 2 });
  return resolveAny(candidateNames(host, readText('/etc/resolv.conf')), resolver, signal);
};

const hostsFile = process.platform === 'win32' ? String.raw`C:\Windows\System32\drivers\etc\hosts` : '/etc/hosts';

/** Reads synchronously, since these files are small and asynchronous reading needs a thread, which may be what is missing. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** hosts(5): an address and its names; `#` begins a comment. "localhost" is found even if the file does not have it (RFC 6761, 6.3). @internal */
export function addressesInHosts(hosts: string, host: string): LookupAddress[] {
  const name = withoutDot(host.toLowerCase());
  const addresses: LookupAddress[] = [];
  for (const line of hosts.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const isNamed = names.some((each) => withoutDot(each.toLowerCase()) === name);
    if (isNamed) addresses.push({ address, family: address.includes(':') ? 6 : 4 });
  }
  if (addresses.length > 0 || (name !== 'localhost' && !name.endsWith('.localhost'))) return addresses;
  return [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
}

/** resolv.conf(5): the last `search` or `domain` counts; a name with at least `ndots` dots is tried unchanged first. @internal */
export function candidateNames(host: string, resolvConf: string): string[] {
  if (host.endsWith('.')) return [withoutDot(host)];
  let search: readonly string[] = [];
  let ndots = 1;
  for (const line of resolvConf.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'search' || keyword === 'domain') search = values;
    if (keyword === 'options') ndots = ndotsOf(values) ?? ndots;
  }
  const longer = search.map((domain) => `${host}.${withoutDot(domain)}`);
  return host.split('.').length - 1 >= ndots ? [host, ...longer] : [...longer, host];
}

function ndotsOf(options: readonly string[]): number | undefined {
  const option = options.find((each) => /^ndots:\d+$/.test(each));
  return option === undefined ? undefined : Number(option.slice('ndots:'.length));
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** The addresses of the first name that has any. Stops when the signal is aborted. @internal */
export async function resolveAny(
  names: readonly string[],
  resolver: promises.Resolver,
  signal: AbortSignal,
): Promise<LookupAddress[]> {
  const cancel = (): void => {
    resolver.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  let failure: unknown;
  try {
    for (const name of names) {
      signal.throwIfAborted();
      const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = [
        ...(v4.status === 'fulfilled' ? v4.value : []).map((address) => ({ address, family: 4 })),
        ...(v6.status === 'fulfilled' ? v6.value : []).map((address) => ({ address, family: 6 })),
      ];
      if (addresses.length > 0) return addresses;
      failure ??= v4.status === 'rejected' ? v4.reason : undefined;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  signal.throwIfAborted();
  throw failure instanceof Error ? failure : new Error('no address');
}
