import type { Labels } from '../dataframe/field.ts';
import type { Query } from './parse-query.ts';
import type { Series } from './series.ts';

type Named = Pick<Series, 'name' | 'title' | 'labels'>;

/**
 * What a legend shows of each series of a query: the query's alias with `{{label}}`, `$target` and `$label` filled in, else
 * the server's title, else its name, with the labels in which it differs from others of that name.
 */
export function displayNames(series: readonly Named[], query: Pick<Query, 'alias' | 'target'>): readonly string[] {
  const { alias } = query;
  if (alias !== undefined) return series.map((one) => fillIn(alias, one, query.target));
  const untitled = series.filter(({ title }) => title === undefined);
  const differing = new Map(
    [...Map.groupBy(untitled, ({ name }) => name)].map(([name, all]) => [name, differences(all)]),
  );
  return series.map(({ name, title, labels }) => title ?? name + describeLabels(labels, differing.get(name) ?? []));
}

/** A label that is not there leaves its place empty, as Grafana's own data sources do. */
function fillIn(alias: string, { name, title, labels }: Named, target: string | undefined): string {
  const values: Labels = { target: target ?? name, name, ...(title === undefined ? {} : { title }), ...labels };
  return alias
    .replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_whole, label: string) => values[label] ?? '')
    .replace(
      /\$(\w+)|\$\{(\w+)\}/g,
      (whole, plain?: string, braced?: string) => values[plain ?? braced ?? ''] ?? whole,
    );
}

/** Labels that do not have the same value in all. */
function differences(series: readonly Named[]): readonly string[] {
  const [first] = series;
  if (series.length < 2 || first === undefined) return [];
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  return [...names].filter((label) => series.some(({ labels }) => labels[label] !== first.labels[label]));
}

function describeLabels(labels: Labels, which: readonly string[]): string {
  const pairs = which.flatMap((label) => (labels[label] === undefined ? [] : [`${label}=${labels[label]}`]));
  return pairs.length === 0 ? '' : ` {${pairs.join(', ')}}`;
}
