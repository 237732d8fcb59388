import { connectionsFree } from './connections-free.ts';
import { isRefusal } from './dialect-choice.ts';

interface Bodies {
  /** The body with all fields that may help the server. */
  readonly full: object;
  /** With what the original sent, and nothing else; the first that the server takes. Undefined: no body at all. */
  readonly plain: readonly (object | undefined)[];
}

export interface PlainChoiceOptions {
  /** Whether the other body may be tried. */
  readonly isAutomatic: boolean;
  /** Whether the plain one is known to be wanted. */
  readonly isNeeded?: boolean;
}

/** Finds out, at the first refusal, whether a server refuses fields that the original plugin did not send to an endpoint, and remembers it. */
export class PlainChoice {
  readonly #isAutomatic: boolean;
  #isNeeded: boolean;
  /** Which of the plain bodies it takes. */
  #place = 0;

  constructor({ isAutomatic, isNeeded = false }: PlainChoiceOptions) {
    this.#isAutomatic = isAutomatic;
    this.#isNeeded = isNeeded;
  }

  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** @throws what the full body was answered with, when the plain ones are refused as well */
  async fetch<T>(send: (body: object | undefined) => Promise<T>, { full, plain }: Bodies): Promise<T> {
    if (this.#isNeeded) return send(plain[Math.min(this.#place, plain.length - 1)]);
    try {
      return await send(full);
    } catch (error) {
      if (!this.#isAutomatic || !isRefusal(error)) throw error;
      const answer = await this.#sendPlain(send, { full, plain });
      if (answer === undefined) throw error;
      return answer.value;
    }
  }

  async #sendPlain<T>(
    send: (body: object | undefined) => Promise<T>,
    { full, plain }: Bodies,
  ): Promise<{ readonly value: T } | undefined> {
    const sent = JSON.stringify(full);
    for (const [place, body] of plain.entries()) {
      if (JSON.stringify(body) === sent) continue;
      await connectionsFree();
      const answer = await send(body).then(
        (value) => ({ value }),
        () => undefined,
      );
      if (answer === undefined) continue;
      this.#isNeeded = true;
      this.#place = place;
      return answer;
    }
    return undefined;
  }
}
