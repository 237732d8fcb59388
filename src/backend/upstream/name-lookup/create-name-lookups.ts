import { lookup } from 'node:dns/promises';
import { queryNameServers } from './query-name-servers.ts';
import { NameLookups } from '../contract/name-lookups.ts';

/** libuv gives half of its threads, four where UV_THREADPOOL_SIZE does not say otherwise, to what may be slow (src/threadpool.c). */
const places = 2;

/** Name look-ups through the system, and past it where its threads are taken. */
export function createNameLookups(): NameLookups {
  return new NameLookups({
    places,
    querySystem: (host) => lookup(host, { all: true }),
    queryServers: queryNameServers,
  });
}
