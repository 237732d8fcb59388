import { reducers, type Reducer } from '../../sdk/rule/reduce-series.ts';

interface Reduced {
  readonly reducer?: Reducer;
  readonly reducerProblem?: string;
}

/** How the modes treat a value that is none, which `alert` leaves as it is. */
const modes: ReadonlyMap<unknown, string> = new Map([
  ['dropNN', 'leaves out what is no number'],
  ['replaceNN', 'replaces what is no number'],
  ['classic', 'leaves out what is no number, and has one state for all series'],
]);

/**
 * A rule's reducer as `--reducer` names it.
 * @param mode that of a reduce expression, or `classic` for a classic condition
 */
export function readReducer(name: unknown, mode: unknown): Reduced {
  const reducer = name === 'avg' ? 'mean' : reducers.find((each) => each === name);
  if (reducer === undefined)
    return { reducerProblem: `the rule's reducer is not read: ${JSON.stringify(name)}; give --reducer` };
  const difference = modes.get(mode);
  return {
    reducer,
    ...(difference !== undefined && { reducerProblem: `the rule's reducer ${difference}, "alert" does not` }),
  };
}
