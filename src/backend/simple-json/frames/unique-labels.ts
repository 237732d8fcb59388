import type { Labels } from '../../sdk/dataframe/field.ts';
import { done, forEachInSteps, mapInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { Series } from './series.ts';

/**
 * Makes the label sets of a query's series unique: unified alerting refuses two series with the same labels, even if their names differ. Where
 * labels are equal, every series gets its name as a label, and a number where the names are equal too.
 */
export function withUniqueLabels(series: readonly Series[]): Steps<readonly Series[]> {
  return series.length < 2 ? done(series) : distinguished(series);
}

function* distinguished(series: readonly Series[]): Steps<readonly Series[]> {
  if (yield* areUnique(series)) return series;
  const nameLabel = yield* freeLabel('target', series);
  const named = yield* mapInSteps(series, (one) => withLabel(one, nameLabel, one.name));
  if ((yield* haveOwnNames(series)) || (yield* areUnique(named))) return named;
  const numberLabel = yield* freeLabel('series', named);
  return yield* mapInSteps(named, (one, i) => withLabel(one, numberLabel, String(i + 1)));
}

/** Stops at the first equal labels: where labels are not unique, these usually come early. */
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

/** A text that is the same for equal labels in any order, and for no others: the length precedes each name and value. */
function fingerprint(labels: Labels): string {
  let text = '';
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name] ?? '';
    text += `${name.length}:${name}${value.length}:${value}`;
  }
  return text;
}

/** The wanted label; with underscores at its end where the server's labels have that name. */
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
