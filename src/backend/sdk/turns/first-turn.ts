/** Far less than anybody notices; a pause costs some microseconds. */
export const turnMs = 8;

const waiting: (() => void)[] = [];
/** How long was worked in this round of the event loop, and whether its end is waited for. */
const round = { workedMs: 0, isCounting: false };

/**
 * Begins work at once, or, where this round of the event loop is used up, in the next that has room: in one round, sockets may bring hundreds of
 * calls and answers. Those who wait begin in their order, and before others go on with their second turn.
 * @param work which counts itself with `countWork`
 */
export function beginTurn<Result>(work: () => Result): Result | Promise<Result> {
  if (round.workedMs < turnMs) return work();
  const { promise, resolve } = Promise.withResolvers<Result>();
  waiting.push(() => {
    resolve(
      new Promise((done) => {
        // What it throws rejects the promise.
        done(work());
      }),
    );
  });
  return promise;
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
    const begin = waiting.shift();
    if (begin === undefined) return;
    begin();
  }
}
