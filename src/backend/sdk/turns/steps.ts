import { nextTurn } from './next-turn.ts';

/** Work that may pause: at each `yield`, whoever runs it can let others go on. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** For threads of their own, and where the work is known to be short. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Far less than anybody notices; a pause costs some microseconds. */
const turnMs = 8;

/**
 * In turns with others' work, so that nobody waits for longer than a turn and a step, however much work goes on
 * in turns. What is done within the first turn is there at once.
 * @throws the signal's reason when it is aborted in a pause.
 */
export function runInTurns<Result>(steps: Steps<Result>, signal?: AbortSignal): Result | Promise<Result> {
  const turn = runOneTurn(steps);
  return turn === undefined ? runFurtherTurns(steps, signal) : turn.result;
}

async function runFurtherTurns<Result>(steps: Steps<Result>, signal: AbortSignal | undefined): Promise<Result> {
  for (;;) {
    await nextTurn();
    signal?.throwIfAborted();
    const turn = runOneTurn(steps);
    if (turn !== undefined) return turn.result;
  }
}

/** Undefined when there is more to do. */
function runOneTurn<Result>(steps: Steps<Result>): { readonly result: Result } | undefined {
  const began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { result: step.value };
    if (performance.now() - began >= turnMs) return undefined;
  }
}

/** Items between two pauses, where each takes some microseconds. */
const itemsOfStep = 16;

/** What `map` makes of each item. */
export function* mapInSteps<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
): Steps<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(map(item, index));
    if (results.length % itemsOfStep === 0) yield;
  }
  return results;
}

/** Does something for each item. */
export function* forEachInSteps<Item>(
  items: Iterable<Item>,
  act: (item: Item, index: number) => void,
): Steps<undefined> {
  let index = 0;
  for (const item of items) {
    act(item, index++);
    if (index % itemsOfStep === 0) yield;
  }
  return undefined;
}

/** The numbers from 0 up to a count, for what is no array; a pause after so many that each of them may take 10 ns. */
export function* countInSteps(count: number, act: (index: number) => void): Steps<undefined> {
  for (let index = 0; index < count; index++) {
    act(index);
    if (index % cellsOfStep === cellsOfStep - 1) yield;
  }
  return undefined;
}

const cellsOfStep = 1024;
