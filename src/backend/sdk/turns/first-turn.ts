/** Far less than anybody notices; a pause costs some microseconds. */
export const turnMs = 8;

const waiting: (() => void)[] = [];
/** Calls that are no queries: in a queue of their own, so that a query does not wait for thousands of them. */
const waitingCalls: (() => void)[] = [];
/** How long was worked in this round of the event loop, and whether its end is waited for. */
const round = { workedMs: 0, isCounting: false };

/**
 * Begins work at once, or, where this round of the event loop is used up, in the next that has room: in one round, sockets may bring hundreds of
 * calls and answers. Those who wait begin in their order, and before others go on with their second turn.
 * @param work which counts itself with `countWork`
 */
export function beginTurn<Result>(work: () => Result): Result | Promise<Result> {
  return round.workedMs < turnMs ? work() : inLaterRound(work, waiting);
}

function inLaterRound<Result>(work: () => Result, queue: (() => void)[]): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  queue.push(() => {
    resolve(
      new Promise((done) => {
        // What it throws rejects the promise.
        done(work());
      }),
    );
  });
  return promise;
}

/** What a call takes at least: most of it comes behind its first pause, where nobody measures it. */
const callMs = 0.25;

/** Begins a call that is no query, of which a host sends few: of thousands at once, some begin in each round. */
export function beginCall<Result>(signal: AbortSignal, work: () => Result): Result | Promise<Result> {
  const begin = (): Result => {
    signal.throwIfAborted();
    countWork(callMs);
    return work();
  };
  return round.workedMs < turnMs && waitingCalls.length === 0 ? begin() : inLaterRound(begin, waitingCalls);
}

/** Counts work that was done in this round. */
export function countWork(ms: number): void {
  round.workedMs += ms;
  if (round.isCounting) return;
  round.isCounting = true;
  setImmediate(beginRound);
}

function beginRound(): void {
  Object.assign(round, { workedMs: 0, isCounting: false });
  while (round.workedMs < turnMs) {
    const begin = [waiting.shift(), waitingCalls.shift()];
    if (begin.every((one) => one === undefined)) return;
    for (const one of begin) one?.();
  }
}
