/** What tells a series from the others of its answer. */
export interface NamedSeries {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** The column of times. */
export const liveTimeName = 'Time';

/**
 * What the columns of a moving frame are called, the first rows' and the later ones', by what they are, whatever their order and number:
 * Grafana knows them by their names again when a series joins.
 */
export function liveFieldNames(series: readonly NamedSeries[]): readonly string[] {
  const taken = new Map<string, number>();
  return series.map((one) => {
    const name = identity(one);
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : `${name} #${before + 1}`;
  });
}

function identity({ name, labels = {} }: NamedSeries): string {
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name} {${pairs.join(', ')}}`;
}
