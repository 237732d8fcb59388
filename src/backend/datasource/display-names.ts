import type { Labels } from '../dataframe/field.ts';
import type { Query } from './parse-query.ts';
import type { Series } from './series.ts';

type Named = Pick<Series, 'name' | 'title' | 'labels'>;

/**
 * What a legend shows of each series of a query: the query's alias with `{{label}}`, `$target` and `$label` filled in, else
 * the server's title, else its name, with the labels in which it differs from others of that name.
 */
export function displayNames(series: readonly Named[], query: Pick<Query, 'alias' | 'target'>): readonly string[] {
  const { alias, target } = query;
  if (alias === undefined) return ownNames(series);
  const aliases = series.map((one) => fillIn(alias, one, target));
  if (!aliases.includes(undefined)) return aliases as readonly string[];
  const own = ownNames(series);
  return aliases.map((name, i) => name ?? own[i] ?? '');
}

function ownNames(series: readonly Named[]): readonly string[] {
  const untitled = series.filter(({ title }) => title === undefined);
  const differing = new Map(
    [...Map.groupBy(untitled, ({ name }) => name)].map(([name, all]) => [name, differences(all)]),
  );
  return series.map(({ name, title, labels }) => title ?? name + describeLabels(labels, differing.get(name) ?? []));
}

const place = /\{\{([^{}]+)\}\}|\$(?:\w+|\{\w+\})/g;

/**
 * A label that is not there leaves its place empty, as Grafana's own data sources do.
 * @returns undefined where that goes for every place: what is left between them, such as "()", names nothing
 */
function fillIn(alias: string, { name, title, labels }: Named, target: string | undefined): string | undefined {
  const values = new Map<string, string>([
    ['target', target ?? name],
    ['name', name],
    ...(title === undefined ? [] : [['title', title] as const]),
    ...Object.entries(labels),
  ]);
  const filled: string[] = [];
  const text = alias.replace(place, (whole: string, label?: string) => {
    const value = values.get(label?.trim() ?? whole.replaceAll(/[${}]/g, ''));
    if (value === undefined && label === undefined) return whole;
    filled.push(value ?? '');
    return value ?? '';
  });
  return filled.length > 0 && filled.every((value) => value.trim() === '') ? undefined : text;
}

/** Labels that do not have the same value in all. */
function differences(series: readonly Named[]): readonly string[] {
  const [first] = series;
  if (series.length < 2 || first === undefined) return [];
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  return [...names].filter((label) =>
    series.some(({ labels }) => valueOf(labels, label) !== valueOf(first.labels, label)),
  );
}

function describeLabels(labels: Labels, which: readonly string[]): string {
  const pairs = which.flatMap((label) => {
    const value = valueOf(labels, label);
    return value === undefined ? [] : [`${label}=${value}`];
  });
  return pairs.length === 0 ? '' : ` {${pairs.join(', ')}}`;
}

/** Servers may name a label as they like, `constructor` too. */
function valueOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
