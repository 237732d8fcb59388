import { connectionsFree } from './connections-free.ts';
import { DecodeError } from '../../decode/answer/decoded-answer.ts';
import { UpstreamError, type UpstreamErrorKind } from '../../upstream/contract/upstream-error.ts';
import { errorMessage } from '../../sdk/builtins/error-message.ts';

/** Statuses for a path that the server does not know. */
const absentStatuses = new Set([404, 405, 501]);

/** Statuses that refuse the caller, not the path: another path would get the same. */
const callerStatuses = new Set([407, 429]);

/** How servers and gateways treat a path that they do not know, apart from a status: hang up, or send elsewhere. */
const unknownPathKinds: ReadonlySet<UpstreamErrorKind> = new Set(['status', 'reset', 'redirect', 'protocol']);

export interface FetchOptions<T> {
  /** Whether an answer is useful: some servers answer an empty list to every path that they do not know. */
  readonly isUseful: (answer: T) => boolean;
}

interface EmptyAnswer<Path, T> {
  readonly path: Path;
  readonly answer: T;
}

/**
 * Finds out which of several endpoints a server has, with the first request that needs one. A path is remembered only when its answer was useful, or when the
 * server refused the others; until the server no longer has it, as after an upgrade.
 */
export class PathChoice<Path extends string> {
  #paths: readonly Path[];
  #isSettled = false;

  /** @param paths the preferred one first */
  constructor(paths: readonly [Path, ...Path[]]) {
    this.#paths = paths;
  }

  /**
   * Asks one path after the other until one has a useful answer.
   * @returns that answer, else the first empty one
   * @throws the most informative error when there is no answer at all
   */
  async fetch<T>(send: (path: Path) => Promise<T>, { isUseful }: FetchOptions<T>): Promise<T> {
    const failures: unknown[] = [];
    const empty: EmptyAnswer<Path, T>[] = [];
    for (const path of this.#paths) {
      if (failures.length + empty.length > 0) await connectionsFree();
      try {
        const answer = await send(path);
        if (this.#isKnown(path) || isUseful(answer)) return this.#remember(path, answer);
        empty.push({ path, answer });
      } catch (error) {
        failures.push(error);
        if (!this.#mayBeElsewhere(path, error)) break;
      }
    }
    return this.#takeEmpty(empty[0], failures);
  }

  #takeEmpty<T>(first: EmptyAnswer<Path, T> | undefined, failures: readonly unknown[]): T {
    // What the known path answered now cannot be read: that another one answers nothing does not tell that it has moved there.
    const isBrokenOnce = this.#isSettled && failures[0] instanceof DecodeError;
    if (first === undefined || isBrokenOnce) throw mostTelling(failures);
    const isOnlyOne = failures.length > 0 && failures.every(isRefusal);
    return isOnlyOne ? this.#remember(first.path, first.answer) : first.answer;
  }

  #isKnown(path: Path): boolean {
    return (this.#isSettled && path === this.#paths[0]) || this.#paths.length === 1;
  }

  #mayBeElsewhere(path: Path, error: unknown): boolean {
    return this.#isKnown(path) ? isAbsent(error) : mayBeUnknownPath(error);
  }

  #remember<T>(path: Path, answer: T): T {
    this.#isSettled = true;
    if (this.#paths[0] !== path) this.#paths = [path, ...this.#paths.filter((other) => other !== path)];
    return answer;
  }
}

/**
 * Whether an error means that the server does not have an endpoint. Many answer 200 and a greeting wherever nothing else
 * is, such as every Go server with a handler of "/".
 */
export function isAbsent(error: unknown): boolean {
  if (error instanceof DecodeError) return error.reason !== 'stated' && !isTooMuch(error);
  return hasAbsentStatus(error);
}

function hasAbsentStatus(error: unknown): boolean {
  return error instanceof UpstreamError && error.kind === 'status' && absentStatuses.has(error.status ?? 0);
}

/** Not a fault of the moment, such as a 500, a hang-up or an answer that cannot be read. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error.kind !== 'status') return false;
  return hasAbsentStatus(error) || Math.floor((error.status ?? 0) / 100) === 4;
}

/** Whether a server or its gateway may answer so only because it does not know the path. */
export function mayBeUnknownPath(error: unknown): boolean {
  if (error instanceof DecodeError) return !isTooMuch(error);
  return error instanceof UpstreamError && unknownPathKinds.has(error.kind) && !callerStatuses.has(error.status ?? 0);
}

/** An answer, but too large a one. */
function isTooMuch({ reason }: DecodeError): boolean {
  return reason === 'too-large' || reason === 'too-many';
}

/**
 * The only error that says more than "not found". Where there are several, all of them together, since it is unknown which path the server is meant to
 * have.
 */
function mostTelling(failures: readonly unknown[]): unknown {
  const telling = failures.filter((error) => !isAbsent(error));
  const [first, ...others] = telling.length > 0 ? telling : failures.slice(0, 1);
  if (others.length === 0) return first;
  const messages = telling.map(errorMessage);
  if (!(first instanceof UpstreamError)) return new DecodeError(messages.join('; '), first, 'stated');
  const { kind, method, path, status } = first;
  return new UpstreamError(messages.join('; '), {
    kind,
    method,
    path,
    ...(status !== undefined && { status }),
    cause: first,
  });
}
