import type { Labels } from '../../sdk/dataframe/field.ts';
import { done, forEachInSteps, mapInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { Query } from '../query/parse-query.ts';
import { fillInAlias } from './fill-in-alias.ts';
import type { Series } from './series.ts';

type Named = Pick<Series, 'name' | 'title' | 'labels'>;

/**
 * What a legend shows of each series of a query: the query's alias with `{{label}}`, `$target` and `$label` filled in, else
 * the server's title, else its name, with the labels in which it differs from others of that name.
 */
export function displayNames(
  series: readonly Named[],
  { alias, target }: Pick<Query, 'alias' | 'target'>,
): Steps<readonly string[]> {
  return alias === undefined ? ownNames(series) : filledIn(alias, series, target);
}

function* filledIn(alias: string, series: readonly Named[], target: string | undefined): Steps<readonly string[]> {
  const aliases = yield* mapInSteps(series, (one) => fillInAlias(alias, one, target));
  if (!aliases.includes(undefined)) return aliases as readonly string[];
  const own = yield* ownNames(series);
  return aliases.map((name, i) => name ?? own[i] ?? '');
}

function ownNames(series: readonly Named[]): Steps<readonly string[]> {
  const [only] = series;
  return only !== undefined && series.length === 1 ? done([only.title ?? only.name]) : distinctNames(series);
}

function* distinctNames(series: readonly Named[]): Steps<readonly string[]> {
  const counts = new Map<string, number>();
  yield* forEachInSteps(series, ({ name, title }) => {
    if (title === undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const namesakes = new Map<string, Namesakes>();
  if (counts.size < series.length)
    yield* forEachInSteps(series, (one) => {
      const count = one.title === undefined ? counts.get(one.name) : undefined;
      if (count !== undefined && count > 1) countLabels(one, namesakes);
    });
  return yield* mapInSteps(
    series,
    ({ name, title, labels }) => title ?? name + describeLabels(labels, namesakes.get(name)),
  );
}

/** What the series of one name have in their labels, where there are several. */
interface Namesakes {
  count: number;
  /** By label. */
  readonly labels: Map<string, LabelUse>;
}

interface LabelUse {
  /** How many series have the label. */
  count: number;
  readonly value: string;
  /** Whether all of them have it with this value. */
  isSame: boolean;
}

function countLabels({ name, labels }: Named, all: Map<string, Namesakes>): void {
  const namesakes = all.get(name) ?? { count: 0, labels: new Map<string, LabelUse>() };
  all.set(name, namesakes);
  namesakes.count++;
  for (const [label, value] of Object.entries(labels)) {
    const use = namesakes.labels.get(label);
    if (use === undefined) namesakes.labels.set(label, { count: 1, value, isSame: true });
    else {
      use.count++;
      use.isSame &&= use.value === value;
    }
  }
}

/** Those labels of a series that do not have the same value in all its namesakes. */
function describeLabels(labels: Labels, namesakes: Namesakes | undefined): string {
  if (namesakes === undefined) return '';
  const pairs = Object.entries(labels).flatMap(([label, value]) => {
    const use = namesakes.labels.get(label);
    return use?.isSame === true && use.count === namesakes.count ? [] : [`${label}=${value}`];
  });
  return pairs.length === 0 ? '' : ` {${pairs.join(', ')}}`;
}
