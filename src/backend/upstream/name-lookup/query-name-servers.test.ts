import { describe, expect, it } from '@jest/globals';
import { addressesInHosts, queryNameServers, candidateNames } from './query-name-servers.ts';

const hosts = [
  '# the machine',
  '127.0.0.1 localhost',
  '192.0.2.7\tDB db.example. # here',
  'fe80::1 db',
  'nonsense',
].join('\n');

describe('addressesInHosts', () => {
  it.each([
    ['db', ['192.0.2.7', 'fe80::1']],
    ['db.example', ['192.0.2.7']],
    ['DB.EXAMPLE.', ['192.0.2.7']],
    ['localhost', ['127.0.0.1']],
    ['app.localhost', ['127.0.0.1', '::1']],
    ['here', []],
    ['other', []],
  ])('%s', (host, addresses) => {
    expect(addressesInHosts(hosts, host).map(({ address }) => address)).toEqual(addresses);
  });
});

describe('candidateNames', () => {
  const cluster = 'nameserver 192.0.2.53\nsearch ns.svc.cluster.local svc.cluster.local\noptions timeout:1 ndots:2\n';

  it.each([
    ['db', '', ['db']],
    ['db', 'search old.example\ndomain example', ['db.example', 'db']],
    ['db.example', 'search example.', ['db.example', 'db.example.example']],
    ['db.ns', cluster, ['db.ns.ns.svc.cluster.local', 'db.ns.svc.cluster.local', 'db.ns']],
    ['db.', cluster, ['db']],
  ])('%s with %j', (host, resolvConf, names) => {
    expect(candidateNames(host, resolvConf)).toEqual(names);
  });
});

describe('askNameServers', () => {
  it('finds what needs no name server', async () => {
    const addresses = await queryNameServers('localhost', new AbortController().signal);
    expect(addresses.map(({ address }) => address)).toContain('127.0.0.1');
  });
});
