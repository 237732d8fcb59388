import type { DataFrame } from '../../dataframe/data-frame.ts';
import type { Field, Float64Field, Int64Field, Labels, TimeField } from '../../dataframe/field.ts';
import { forEachInSteps, mapInSteps, type Steps } from '../../turns/steps.ts';

/** One series on the wire of version 1. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly time: TimeField;
  readonly value: Float64Field | Int64Field;
}

/**
 * The series in frames of a time series type, each under a name of its own: alert messages of version 1 tell series
 * apart by name only, so equal names get their labels appended, and a number where those are equal as well.
 */
export function* seriesOf(frames: readonly DataFrame[]): Steps<Series[]> {
  const all: Series[] = [];
  yield* forEachInSteps(frames, (frame) => {
    addSeries(frame, all);
  });
  const counts = new Map<string, number>();
  yield* forEachInSteps(all, ({ name }) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  if (counts.size === all.length) return all;
  const labelled = yield* mapInSteps(all, (series) =>
    (counts.get(series.name) ?? 0) > 1 ? { ...series, name: series.name + formatLabels(series.labels) } : series,
  );
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return yield* mapInSteps(labelled, (series) => {
    let name = series.name;
    // Lower numbers of this name are taken.
    let number = numbers.get(name) ?? 1;
    while (taken.has(name)) name = `${series.name} ${String(++number)}`;
    numbers.set(series.name, number);
    taken.add(name);
    return { ...series, name };
  });
}

function addSeries(frame: DataFrame, all: Series[]): void {
  const type = frame.meta?.type;
  if (type !== 'timeseries-multi' && type !== 'timeseries-wide') return;
  const time = frame.fields.find((field) => field.type === 'time');
  if (time === undefined) return;
  for (const value of frame.fields) {
    if (!isNumeric(value)) continue;
    const { name, labels = {}, config } = value;
    all.push({ name: config?.displayNameFromDS ?? name, labels, time, value });
  }
}

function isNumeric(field: Field): field is Float64Field | Int64Field {
  return field.type === 'float64' || field.type === 'int64';
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : ` {${pairs.join(', ')}}`;
}
