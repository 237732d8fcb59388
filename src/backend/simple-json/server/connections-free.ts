import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Resolves when the connection of an answer that has just come can carry the next request. Asked at once, undici would open another one,
 * which a server of one connection at a time leaves waiting until the first is closed.
 */
export async function connectionsFree(): Promise<void> {
  await nextTurn();
}
