import { beginTurn, countWork, turnMs } from './first-turn.ts';
import { nextTurn } from './next-turn.ts';

/** Work that may pause: at each `yield`, whoever runs it can let others go on. A generator, or `Done`. */
export interface Steps<Result> extends Iterator<undefined, Result, undefined> {
  [Symbol.iterator](): Steps<Result>;
}

/** Work that was short and is done already. A generator for it would take longer than the work. */
class Done<Result> implements Steps<Result> {
  readonly done = true;
  readonly value: Result;

  constructor(result: Result) {
    this.value = result;
  }

  next(): this {
    return this;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

const nothingToDo = new Done(undefined);

/** For work whose result is there at once. */
export function done<Result>(result: Result): Steps<Result> {
  return new Done(result);
}

/** For threads of their own, and where the work is known to be short. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * In turns with others' work, so that nobody waits for longer than a turn and a step, however much work goes on
 * in turns. What is done within the first turn is there at once, unless others have used up this round of the event loop.
 * @throws the signal's reason when it is aborted in a pause.
 */
export function runInTurns<Result>(steps: Steps<Result>, signal?: AbortSignal): Result | Promise<Result> {
  const turn = beginTurn(() => runOneTurn(steps));
  return turn === undefined || turn instanceof Promise ? runFurtherTurns(steps, turn, signal) : turn.result;
}

type Turn<Result> = { readonly result: Result } | undefined;

async function runFurtherTurns<Result>(
  steps: Steps<Result>,
  first: Turn<Result> | Promise<Turn<Result>>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let turn = await first; ; turn = runOneTurn(steps)) {
    if (turn !== undefined) return turn.result;
    await nextTurn();
    signal?.throwIfAborted();
  }
}

/**
 * Work that cannot pause, such as what an engine's own function does: at once, unless others have used up this round of the event
 * loop.
 */
export function runInOneTurn<Result>(work: () => Result): Result | Promise<Result> {
  return beginTurn(() => {
    const began = performance.now();
    try {
      return work();
    } finally {
      countWork(performance.now() - began);
    }
  });
}

/** Undefined when there is more to do. */
function runOneTurn<Result>(steps: Steps<Result>): Turn<Result> {
  const began = performance.now();
  try {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return { result: step.value };
      if (performance.now() - began >= turnMs) return undefined;
    }
  } finally {
    countWork(performance.now() - began);
  }
}

/** Items between two pauses, where each takes some microseconds. */
const itemsOfStep = 16;

/** What `map` makes of each item. */
export function mapInSteps<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
): Steps<Result[]> {
  return items.length < itemsOfStep ? new Done(items.map(map)) : mapMany(items, map);
}

function* mapMany<Item, Result>(items: readonly Item[], map: (item: Item, index: number) => Result): Steps<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(map(item, index));
    if (results.length % itemsOfStep === 0) yield;
  }
  return results;
}

/** Does something for each item. */
export function forEachInSteps<Item>(
  items: Iterable<Item>,
  act: (item: Item, index: number) => void,
): Steps<undefined> {
  if (!Array.isArray(items) || items.length >= itemsOfStep) return forMany(items, act);
  (items as readonly Item[]).forEach(act);
  return nothingToDo;
}

function* forMany<Item>(items: Iterable<Item>, act: (item: Item, index: number) => void): Steps<undefined> {
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
