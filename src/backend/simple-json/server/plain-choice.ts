import { connectionsFree } from './connections-free.ts';
import { isRefusal } from './dialect-choice.ts';

interface Bodies {
  /** With all that may help the server. */
  readonly full: object;
  /** With what the original sent, and nothing else. */
  readonly plain: object;
}

export interface PlainChoiceOptions {
  /** Whether the other body may be tried. */
  readonly isAutomatic: boolean;
  /** Whether the plain one is known to be wanted. */
  readonly isNeeded?: boolean;
}

/** Whether a server minds more than the original sent to an endpoint: found out by the first refusal, and remembered. */
export class PlainChoice {
  readonly #isAutomatic: boolean;
  #isNeeded: boolean;

  constructor({ isAutomatic, isNeeded = false }: PlainChoiceOptions) {
    this.#isAutomatic = isAutomatic;
    this.#isNeeded = isNeeded;
  }

  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** @throws what the full body was answered with, when the plain one is refused as well */
  async fetch<T>(send: (body: object) => Promise<T>, { full, plain }: Bodies): Promise<T> {
    if (this.#isNeeded) return send(plain);
    try {
      return await send(full);
    } catch (error) {
      const isSame = JSON.stringify(full) === JSON.stringify(plain);
      if (!this.#isAutomatic || isSame || !isRefusal(error)) throw error;
      await connectionsFree();
      const answer = await send(plain).then(
        (value) => ({ value }),
        () => undefined,
      );
      if (answer === undefined) throw error;
      this.#isNeeded = true;
      return answer.value;
    }
  }
}
