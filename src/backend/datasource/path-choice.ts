import { DecodeError } from '../decode/decoded-answer.ts';
import { UpstreamError } from '../upstream/upstream-error.ts';

/** What a server answers where it has nothing. */
const absentStatuses = new Set([404, 405, 501]);

/**
 * Which of several endpoints a server has: found out by the first request that needs to know, and remembered until the
 * server says otherwise, as it does after an upgrade.
 */
export class PathChoice<Path extends string> {
  #paths: readonly Path[];

  /** @param paths the preferred one first */
  constructor(paths: readonly [Path, ...Path[]]) {
    this.#paths = paths;
  }

  /**
   * Asks below the first path that the server has.
   * @throws what the last remembered path, or the preferred one, answered, when it has none of them
   */
  async ask<T>(ask: (path: Path) => Promise<T>): Promise<T> {
    let firstError: unknown;
    for (const path of this.#paths) {
      try {
        const answer = await ask(path);
        this.#remember(path);
        return answer;
      } catch (error) {
        if (!isAbsent(error)) throw error;
        firstError ??= error;
      }
    }
    throw firstError;
  }

  #remember(path: Path): void {
    if (this.#paths[0] !== path) this.#paths = [path, ...this.#paths.filter((other) => other !== path)];
  }
}

/**
 * Whether an error means that the server does not have an endpoint. Many answer 200 and a greeting wherever nothing else
 * is, such as every Go server with a handler of "/".
 */
export function isAbsent(error: unknown): boolean {
  if (error instanceof DecodeError) return true;
  return error instanceof UpstreamError && error.kind === 'status' && absentStatuses.has(error.status ?? 0);
}
