import type { UpstreamMeter } from '../contract/upstream-meter.ts';
import type { Step } from './compose.ts';

/** Counts where each answer came from: the cache, an equal request under way, or a request of its own. */
export function countAnswers(meter: Pick<UpstreamMeter, 'answeredBy'> | undefined): Step {
  return (next) => async (original) => {
    const response = await next(original);
    const { cache } = response.facts;
    if (cache !== 'off') meter?.answeredBy(cache);
    return response;
  };
}
