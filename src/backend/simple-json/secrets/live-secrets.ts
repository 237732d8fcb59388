import { FormIndex } from './form-index.ts';
import { redactWith } from './redactor.ts';
import { withinLimits } from './secret-limits.ts';

interface Holding {
  readonly secrets: () => Iterable<string>;
  /** Once they have been looked at. */
  indexed?: readonly string[];
}

/**
 * The secrets of whoever is served at the moment, for texts of which nobody knows whose they are: the lines of the log. Nothing is computed
 * before the first text after a change, and then only what changed.
 */
export class LiveSecrets {
  readonly #index = new FormIndex();
  readonly #waiting = new Set<Holding>();

  /** @returns to be called when they need to be kept no more */
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
