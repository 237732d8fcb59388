import type { MemoryBudget } from '../contract/memory-budget.ts';
import type { UpstreamMeter } from '../contract/upstream-meter.ts';
import type { Step } from './compose.ts';

export interface AnswerCounters {
  /** Counts where answers come from. */
  readonly meter: Pick<UpstreamMeter, 'answeredBy'> | undefined;
  /** Counts the memory of bodies that are copies of kept or shared answers, until they are freed. */
  readonly budget: Pick<MemoryBudget, 'track'>;
}

/** Shorter ones are not worth counting. */
const minCountedBytes = 64 * 1024;

/** Counts where each answer came from: the cache, an equal request under way, or a request of its own. */
export function countAnswers({ meter, budget }: AnswerCounters): Step {
  return (next) => async (original) => {
    const response = await next(original);
    const { cache } = response.facts;
    if (cache === 'off') return response;
    meter?.answeredBy(cache);
    const { buffer, byteLength } = response.body;
    const isCopy = cache === 'shared' || cache === 'hit';
    if (isCopy && byteLength >= minCountedBytes && buffer instanceof ArrayBuffer) budget.track(buffer);
    return response;
  };
}
