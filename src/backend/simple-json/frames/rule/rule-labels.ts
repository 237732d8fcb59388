import { forEachInSteps, mapInSteps, type Steps } from '../../../sdk/turns/steps.ts';
import type { Series } from '../series.ts';
import { labelsKey } from '../table-labels.ts';

/**
 * The series of a rule's query with label sets that differ, since unified alerting refuses equal ones. What an instance is
 * called must not depend on what else arrived: a series without labels always has its name as label `target`. One with labels
 * gets that only where they are another's as well, and a number where even the names are equal.
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

/** Under the wanted name, or with underscores where the server uses that for something of its own. */
function withLabel(series: Series, wanted: string, value: string): Series {
  let label = wanted;
  while (Object.hasOwn(series.labels, label)) label += '_';
  return { ...series, labels: { ...series.labels, [label]: value } };
}
