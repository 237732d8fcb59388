/** Counts the rounds of the event loop, in each of which others' work goes on. */
export interface RoundCounter {
  /** So far. */
  readonly rounds: number;
  stop(): void;
}

export function countRounds(): RoundCounter {
  let rounds = 0;
  const count = (): void => {
    rounds++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  return {
    get rounds() {
      return rounds;
    },
    stop() {
      clearImmediate(timer);
    },
  };
}

/** Work that nobody can interrupt. */
export function workFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
