import { availableParallelism, totalmem } from 'node:os';
import type { Machine } from './memory-plan.ts';

/** What the machine has, or the container lets the process have. */
export function machineOf(
  { constrainedMemory }: Pick<NodeJS.Process, 'constrainedMemory'>,
  allowedThreads: number,
): Machine {
  // 0 where it is unknown, and more than the machine has where there is no limit.
  const limit = constrainedMemory() || Infinity;
  return { memoryBytes: Math.min(limit, totalmem()), processors: availableParallelism(), allowedThreads };
}
