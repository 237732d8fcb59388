import { liveFieldNames } from '../../../shared/live-names.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { FieldConfig, Labels } from '../../sdk/dataframe/field.ts';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { areHeadersLonger } from '../frames/measure-frames.ts';
import { toSeriesFrames } from '../frames/series-frame.ts';
import type { Series } from '../frames/series.ts';
import { labelsKey } from '../frames/table-labels.ts';
import { withUniqueLabels } from '../frames/unique-labels.ts';
import type { Query } from '../query/parse-query.ts';

/** The column of one series in a packet. */
export interface LiveColumn {
  readonly key: string;
  readonly name: string;
  readonly labels: Labels;
  readonly config: FieldConfig;
}

export type SeriesHeader = Pick<Series, 'name' | 'title' | 'labels' | 'config'>;

/** More lines cannot be told apart in a panel. A further series takes the place of the one that had no new point for longest. */
export const maxLiveSeries = 500;
/** Characters of names, labels and options. Grafana disconnects a viewer for whom 4 MB of packets wait. */
const maxHeaderLength = 256 * 1024;

/** Why series cannot be pushed, each packet of which repeats their headers; undefined where they can. */
export function headerRefusal(series: Iterable<SeriesHeader>): string | undefined {
  if (!areHeadersLonger(series, maxHeaderLength)) return undefined;
  return `the names, labels and options of the series take more than ${maxHeaderLength} characters, which each packet repeats; ask for fewer series, or shorten them`;
}

interface Known {
  readonly header: SeriesHeader;
  lastNewEpochMs: number;
}

/**
 * All series of a stream, in the order in which they first came. Each packet has a column for every one of them: Grafana would remove a series that a
 * packet leaves out. Their names and labels are made as for one answer that holds all of them.
 */
export class KnownSeries {
  readonly #known = new Map<string, Known>();
  #columns: readonly LiveColumn[] | undefined;

  get size(): number {
    return this.#known.size;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** @returns the key of the series that was removed to make room, if there was one */
  add(key: string, header: SeriesHeader, nowMs: number): string | undefined {
    const { name, title, labels, config } = header;
    this.#known.set(key, { header: { name, title, labels, config }, lastNewEpochMs: nowMs });
    this.#columns = undefined;
    if (this.#known.size <= maxLiveSeries) return undefined;
    const [silent] = [...this.#known].reduce((least, one) =>
      one[1].lastNewEpochMs < least[1].lastNewEpochMs ? one : least,
    );
    this.#known.delete(silent);
    return silent;
  }

  /** A copy that changes independently. */
  copy(): KnownSeries {
    const copied = new KnownSeries();
    for (const [key, known] of this.#known) copied.#known.set(key, { ...known });
    return copied;
  }

  touch(key: string, nowMs: number): void {
    const known = this.#known.get(key);
    if (known !== undefined) known.lastNewEpochMs = nowMs;
  }

  /** @throws {PluginError} where the headers of the series are too long */
  columns(query: Query): readonly LiveColumn[] {
    return (this.#columns ??= this.#toColumns(query));
  }

  #toColumns(query: Query): readonly LiveColumn[] {
    const known = [...this.#known.values()].map(({ header }) => ({ ...header, ...empty }));
    const refusal = headerRefusal(known);
    if (refusal !== undefined) throw new PluginError(refusal, { errorSource: 'downstream', status: 502 });
    const series = runAtOnce(withUniqueLabels(known));
    const frames = runAtOnce(toSeriesFrames(series, query));
    const names = liveFieldNames(series);
    return [...this.#known.keys()].map((key, i) => {
      const { labels = {}, config = {} } = frames[i]?.fields[1] ?? {};
      return { key, name: names[i] ?? key, labels, config };
    });
  }
}

const empty: Pick<Series, 'meta' | 'time' | 'value'> = {
  meta: undefined,
  time: { type: 'time', name: 'Time', values: new Float64Array() },
  value: { type: 'float64', name: 'Value', values: new Float64Array() },
};

/** A key for each series of an answer: its labels and name and, where several share these, its number among them. */
export function seriesKeys(series: readonly Pick<Series, 'name' | 'labels'>[]): readonly string[] {
  const counts = new Map<string, number>();
  return series.map(({ name, labels }) => {
    const key = `${labelsKey(labels)} ${name}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count === 0 ? key : `${key} #${count}`;
  });
}
