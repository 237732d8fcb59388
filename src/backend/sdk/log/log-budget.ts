import { cutText } from '../builtins/cut-text.ts';

/** Replaces the secrets in a text. */
export type Redact = (text: string) => string;

/** Longer texts are cut before they are redacted, to bound the time; no line shows that much. */
const maxRedacted = 200_000;

/** The number of characters that a log line may still have. Bounds every line, whatever values it contains. */
export interface LogBudget {
  /** The redacted text, cut with a mark if it is too long. One text gets at most half of what is left, so that there is room for others. */
  take(text: string): string;
  /** Counts characters of a value that is not cut. */
  spend(characters: number): void;
  isSpent(): boolean;
}

/** @param redact is applied to each text before it is cut */
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
