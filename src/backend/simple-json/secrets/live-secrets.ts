import { FormIndex } from './form-index.ts';
import { redactWith } from './redactor.ts';
import { withinLimits } from './secret-limits.ts';

interface Holding {
  readonly secrets: () => Iterable<string>;
  /** Those that are in the index; absent before the first text. */
  indexed?: readonly string[];
}

/**
 * The secrets of all data sources and calls that are served at the moment, for texts that cannot be assigned to one of them: the lines of the log.
 * Changes are computed with the next text.
 */
export class LiveSecrets {
  readonly #index = new FormIndex();
  readonly #waiting = new Set<Holding>();

  /** @returns a function to call when they are no longer needed */
  hold(secrets: () => Iterable<string>): () => void {
    const holding: Holding = { secrets };
    this.#waiting.add(holding);
    return () => {
      this.#waiting.delete(holding);
      for (const secret of holding.indexed ?? []) this.#index.remove(secret);
      delete holding.indexed;
    };
  }

  redact(text: string): string {
    for (const holding of this.#waiting) {
      holding.indexed = withinLimits(holding.secrets()).secrets;
      for (const secret of holding.indexed) this.#index.add(secret);
    }
    this.#waiting.clear();
    return redactWith(text, this.#index);
  }
}
