import { cutText } from '../builtins/cut-text.ts';

/** How many characters a log line may still spend; makes any line end, whatever is put into it. */
export interface LogBudget {
  /** The text, or its beginning with a mark that it was cut. One text gets at most half of what is left, so that others still show. */
  take(text: string): string;
  /** Charges for something of known length that is not cut. */
  spend(characters: number): void;
  isSpent(): boolean;
}

export function createLogBudget(characters: number): LogBudget {
  let left = characters;
  const spend = (amount: number): void => {
    left = Math.max(0, left - amount);
  };
  return {
    take(text) {
      const share = Math.ceil(left / 2);
      const kept = cutText(text, share, `… [cut, ${text.length} characters in all]`);
      spend(kept.length);
      return kept;
    },
    spend,
    isSpent: () => left === 0,
  };
}
