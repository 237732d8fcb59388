import { lookup } from 'node:dns/promises';
import { queryNameServers } from './query-name-servers.ts';
import { NameLookups } from '../contract/name-lookups.ts';

/** libuv uses at most half of its threads, which are four unless UV_THREADPOOL_SIZE is set, for slow work such as lookups (src/threadpool.c). */
const places = 2;

/** Name lookups through the system, or directly from the name servers while all threads for lookups are in use. */
export function createNameLookups(): NameLookups {
  return new NameLookups({
    places,
    querySystem: (host) => lookup(host, { all: true }),
    queryServers: queryNameServers,
  });
}
