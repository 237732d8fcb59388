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
  if (yield* areUnique(named)) return named;
  const numberLabel = yield* freeLabel('series', named);
  return yield* mapInSteps(named, (one, i) => withLabel(one, numberLabel, String(i + 1)));
}

function* areUnique(series: readonly Series[]): Steps<boolean> {
  const fingerprints = new Set<string>();
  yield* forEachInSteps(series, ({ labels }) => {
    fingerprints.add(fingerprint(labels));
  });
  return fingerprints.size === series.length;
}

function fingerprint(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
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
