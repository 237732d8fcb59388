import type { Labels } from '../../sdk/dataframe/field.ts';
import { forEachInSteps, mapInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { Series } from './series.ts';

/**
 * The series of one query with label sets that differ: unified alerting refuses two series of the same labels, whatever
 * their names. Where they do not differ by themselves, every series gets its name as a label, and a number where even
 * those are equal.
 */
export function* withUniqueLabels(series: readonly Series[]): Steps<readonly Series[]> {
  if (series.length < 2 || (yield* areUnique(series))) return series;
  const nameLabel = yield* freeLabel('target', series);
  const named = yield* mapInSteps(series, (one) => withLabel(one, nameLabel, one.name));
  if ((yield* haveOwnNames(series)) || (yield* areUnique(named))) return named;
  const numberLabel = yield* freeLabel('series', named);
  return yield* mapInSteps(named, (one, i) => withLabel(one, numberLabel, String(i + 1)));
}

/** Up to the first that are equal, which is where most that are not unique begin. */
function* areUnique(series: readonly Series[]): Steps<boolean> {
  const fingerprints = new Set<string>();
  for (const [i, { labels }] of series.entries()) {
    fingerprints.add(fingerprint(labels));
    if (fingerprints.size <= i) return false;
    if (i % seriesOfStep === seriesOfStep - 1) yield;
  }
  return true;
}

const seriesOfStep = 16;

function* haveOwnNames(series: readonly Series[]): Steps<boolean> {
  const names = new Set<string>();
  yield* forEachInSteps(series, ({ name }) => {
    names.add(name);
  });
  return names.size === series.length;
}

/** The same for equal labels only, in whatever order they are: each text has its length in front. */
function fingerprint(labels: Labels): string {
  let text = '';
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name] ?? '';
    text += `${name.length}:${name}${value.length}:${value}`;
  }
  return text;
}

/** The wanted label, or one with underscores if the server uses that for something of its own. */
function* freeLabel(wanted: string, series: readonly Series[]): Steps<string> {
  const taken = new Set<string>();
  yield* forEachInSteps(series, ({ labels }) => {
    for (const label of Object.keys(labels)) taken.add(label);
  });
  let label = wanted;
  while (taken.has(label)) label += '_';
  return label;
}

function withLabel(series: Series, label: string, value: string): Series {
  return { ...series, labels: { ...series.labels, [label]: value } };
}
