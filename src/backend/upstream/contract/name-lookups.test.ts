import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { NameLookups } from './name-lookups.ts';

const { signal } = new AbortController();
const bySystem = [{ address: '192.0.2.1', family: 4 }];
const byServers = [{ address: '192.0.2.2', family: 4 }];

/** A system that answers for "dead…" only when told to, and name servers that know "served" alone. */
function lookups() {
  const asked: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const names = new NameLookups({
    places: 2,
    querySystem: async (host): Promise<readonly LookupAddress[]> => {
      asked.push(host);
      if (host.startsWith('dead')) await gate.promise;
      if (host === 'unknown') throw new Error('the system knows no such name');
      return bySystem;
    },
    queryServers: (host) =>
      host === 'served' ? Promise.resolve(byServers) : Promise.reject(new Error('the servers know no such name')),
  });
  return { asked, names, open: gate.resolve };
}

describe('NameLookups', () => {
  it('asks the system, and nobody else, while there is room', async () => {
    const { asked, names } = lookups();
    await expect(names.of('a')('served', signal)).resolves.toEqual(bySystem);
    await expect(names.of('a')('unknown', signal)).rejects.toThrow('the system knows no such name');
    expect(asked).toEqual(['served', 'unknown']);
  });

  it('gives a data source one place of the system, and others theirs', async () => {
    const { asked, names, open } = lookups();
    const dead = ['dead 1', 'dead 2', 'dead 3'].map((host) => names.of('greedy')(host, signal));
    await expect(names.of('modest')('other', signal)).resolves.toEqual(bySystem);
    expect(asked).toEqual(['dead 1', 'other']);
    open(undefined);
    await Promise.all(dead);
    expect(asked).toEqual(['dead 1', 'other', 'dead 2', 'dead 3']);
  });

  it('asks the name servers where names that nobody answers for have taken all places', async () => {
    const { asked, names, open } = lookups();
    const dead = ['a', 'b', 'c', 'd'].map((owner) => names.of(owner)(`dead ${owner}`, signal));
    await expect(names.of('e')('served', signal)).resolves.toEqual(byServers);
    expect(asked).toEqual(['dead a', 'dead b']);
    open(undefined);
    await Promise.all(dead);
  });

  it('waits for the system where the name servers do not know the name', async () => {
    const { names, open } = lookups();
    const dead = ['a', 'b'].map((owner) => names.of(owner)(`dead ${owner}`, signal));
    const found = names.of('c')('in another source of names', signal);
    const missing = names.of('d')('unknown', signal);
    open(undefined);
    await expect(found).resolves.toEqual(bySystem);
    await expect(missing).rejects.toThrow('the system knows no such name');
    await Promise.all(dead);
  });

  it('asks the system once for those who want the same name', async () => {
    const { asked, names, open } = lookups();
    const both = ['a', 'b'].map((owner) => names.of(owner)('dead', signal));
    open(undefined);
    await expect(Promise.all(both)).resolves.toEqual([bySystem, bySystem]);
    expect(asked).toEqual(['dead']);
  });

  it('lets go of who gives up, and of their place in the queue', async () => {
    const { asked, names, open } = lookups();
    const dead = ['a', 'b'].map((owner) => names.of(owner)(`dead ${owner}`, signal));
    const gone = new AbortController();
    const given = names.of('c')('dropped', gone.signal);
    gone.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    open(undefined);
    await Promise.all(dead);
    expect(asked).toEqual(['dead a', 'dead b']);
  });
});
