import type { MemoryBudget } from '../contract/memory-budget.ts';
import type { Step } from './compose.ts';

/** Shorter ones are not worth counting. */
const minCountedBytes = 64 * 1024;

/** Counts the bodies that are copies of kept or shared answers like those that are read from a server, until they are freed. */
export function countCopies(budget: Pick<MemoryBudget, 'track'>): Step {
  return (next) => async (original) => {
    const response = await next(original);
    const { buffer, byteLength } = response.body;
    const isCopy = response.facts.cache === 'shared' || response.facts.cache === 'hit';
    if (isCopy && byteLength >= minCountedBytes && buffer instanceof ArrayBuffer) budget.track(buffer);
    return response;
  };
}
