import { cutText } from '../builtins/cut-text.ts';

/** A text without its secrets. */
export type Redact = (text: string) => string;

/** More of one text is shown by no line. */
const maxRedacted = 200_000;

/** How many characters a log line may still spend; makes any line end, whatever is put into it. */
export interface LogBudget {
  /** The text, or its beginning with a mark that it was cut. One text gets at most half of what is left, so that others still show. */
  take(text: string): string;
  /** Charges for something of known length that is not cut. */
  spend(characters: number): void;
  isSpent(): boolean;
}

/** @param redact takes secrets out of one text, before anything of it is cut */
export function createLogBudget(characters: number, redact: Redact = (text) => text): LogBudget {
  let left = characters;
  const spend = (amount: number): void => {
    left = Math.max(0, left - amount);
  };
  return {
    take(given) {
      const share = Math.ceil(left / 2);
      const text = redact(cutText(given, maxRedacted));
      const kept = cutText(text, share, `… [cut, ${given.length} characters in all]`);
      spend(kept.length);
      return kept;
    },
    spend,
    isSpent: () => left === 0,
  };
}
