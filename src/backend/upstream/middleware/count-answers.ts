import type { MemoryBudget } from '../contract/memory-budget.ts';
import type { UpstreamMeter } from '../contract/upstream-meter.ts';
import type { Step } from './compose.ts';

export interface AnswerCounters {
  /** Counts where answers come from. */
  readonly meter: Pick<UpstreamMeter, 'answeredBy'> | undefined;
  /** Counts the bodies that are copies of kept or shared answers like those that are read from a server, until they are freed. */
  readonly budget: Pick<MemoryBudget, 'track'>;
}

/** Shorter ones are not worth counting. */
const minCountedBytes = 64 * 1024;

/** Counts the answers that did not take a request of their own, or might not have. */
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
