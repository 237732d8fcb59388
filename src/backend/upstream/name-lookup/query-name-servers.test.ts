import { createSocket } from 'node:dgram';
import { promises } from 'node:dns';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { addressesInHosts, queryNameServers, candidateNames, resolveAny } from './query-name-servers.ts';

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

describe('resolveAny', () => {
  it('asks for no further name once nobody waits', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    try {
      await once(silent, 'listening');
      const resolver = new promises.Resolver({ timeout: 30_000, tries: 1 });
      resolver.setServers([`127.0.0.1:${String(silent.address().port)}`]);
      const asked = new AbortController();
      const questions: string[] = [];
      silent.on('message', (question) => {
        questions.push(question.toString('latin1'));
        asked.abort(new Error('nobody waits'));
      });
      await expect(resolveAny(['first', 'second'], resolver, asked.signal)).rejects.toThrow('nobody waits');
      expect(questions.filter((question) => question.includes('second'))).toEqual([]);
    } finally {
      silent.close();
    }
  });
});
