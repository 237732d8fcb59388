import { forEachInSteps, mapInSteps, type Steps } from '../../../sdk/turns/steps.ts';
import type { Series } from '../series.ts';
import { labelsKey } from '../table-labels.ts';

/**
 * Makes the label sets of a rule's series unique, since unified alerting refuses equal ones. The labels of an instance must not depend on other
 * series: a series without labels always gets its name as label `target`. A series with labels gets that label only where another has the same labels,
 * and a number where the names are equal too.
 */
export function* withRuleLabels(series: readonly Series[]): Steps<readonly Series[]> {
  const isTagged = yield* mapInSteps(series, ({ labels }) => Object.keys(labels).length > 0);
  const named = yield* mapInSteps(series, (one, i) =>
    isTagged[i] === true ? one : withLabel(one, 'target', one.name),
  );
  let unique = yield* relabel(named, yield* collisions(named), (one, index) =>
    isTagged[index] === true ? withLabel(one, 'target', one.name) : one,
  );
  for (let equal = yield* collisions(unique); equal.length > 0; equal = yield* collisions(unique)) {
    unique = yield* relabel(unique, equal, (one, _index, place) => withLabel(one, 'series', String(place + 1)));
  }
  return unique;
}

/** The places of series whose labels are equal, in groups of at least two. */
function* collisions(series: readonly Series[]): Steps<readonly (readonly number[])[]> {
  const places = new Map<string, number[]>();
  yield* forEachInSteps(series, ({ labels }, index) => {
    const key = labelsKey(labels);
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else known.push(index);
  });
  return [...places.values()].filter(({ length }) => length > 1);
}

function* relabel(
  series: readonly Series[],
  groups: readonly (readonly number[])[],
  change: (one: Series, index: number, place: number) => Series,
): Steps<readonly Series[]> {
  const changed = [...series];
  for (const group of groups) {
    yield* forEachInSteps(group, (index, place) => {
      const one = series[index];
      if (one !== undefined) changed[index] = change(one, index, place);
    });
  }
  return changed;
}

/** Adds a label with the wanted name; with underscores at its end where the server's labels have that name. */
function withLabel(series: Series, wanted: string, value: string): Series {
  let label = wanted;
  while (Object.hasOwn(series.labels, label)) label += '_';
  return { ...series, labels: { ...series.labels, [label]: value } };
}
