import { type Contest, measureRatio, type RatioOptions } from './measure-ratio.ts';

export interface GateResult extends Pick<Contest, 'name' | 'limit'> {
  /** The best of all attempts. */
  readonly ratio: number;
  readonly attempts: number;
}

/**
 * Measures contests one after the other. One above its limit is measured again, each time with twice the rounds, before it
 * counts: noise passes, a regression stays.
 */
export function runGate(contests: readonly Contest[], options: RatioOptions): readonly GateResult[] {
  return contests.map((contest) => {
    const { name, limit } = contest;
    let ratio = Infinity;
    let attempts = 0;
    while (!(ratio <= limit) && attempts < maxAttempts) {
      const rounds = options.rounds * 2 ** attempts++;
      ratio = Math.min(ratio, measureRatio(contest, { ...options, rounds }));
    }
    return { name, limit, ratio, attempts };
  });
}

const maxAttempts = 4;
