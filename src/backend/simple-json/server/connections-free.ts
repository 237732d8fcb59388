import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Resolves when the connection of an answer that has just come can carry the next request. A request that is sent sooner makes undici open another
 * connection, which a server that serves one connection at a time leaves waiting.
 */
export async function connectionsFree(): Promise<void> {
  await nextTurn();
}
