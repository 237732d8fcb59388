import { mapInSteps, type Steps } from '../../sdk/turns/steps.ts';

/** JSON of a list that may hold as much as an answer: written at once, it would keep others waiting. */
export function* listJsonInSteps<Item>(items: readonly Item[], toJson: (item: Item) => object): Steps<string> {
  const texts = yield* mapInSteps(items, (item) => JSON.stringify(toJson(item)));
  return `[${texts.join(',')}]`;
}
