import { liveFieldNames, liveTimeName } from '../../shared/live-names.ts';
import type { LiveChannel } from '../../shared/query-model.ts';

/** As much of a data frame as the first rows of a moving panel are made of, in any version from 8.5 on. */
export interface PageFrame {
  readonly name?: string;
  readonly refId?: string;
  readonly meta?: { readonly custom?: { readonly live?: LiveChannel } };
  readonly fields: readonly PageField[];
}

export interface PageField {
  readonly name: string;
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: object;
  /** A plain array since 10. */
  readonly values: readonly unknown[] & { readonly toArray?: () => readonly unknown[] };
}

/** Grafana's DataFrameJSON, which a stream begins with. */
export interface FirstRows {
  readonly schema: { readonly refId: string | undefined; readonly meta: unknown; readonly fields: readonly object[] };
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}

/**
 * The frames of one query, a series each, as one frame with a column for each of them: what a stream appends its packets to. Where a
 * series has nothing at the time of another there is undefined, which draws no gap.
 */
export function toFirstRows(frames: readonly PageFrame[]): FirstRows {
  const series = frames.filter(({ fields }) => fields.length > 1);
  const names = liveFieldNames(series.map(({ name = '', fields }) => ({ name, labels: fields[1]?.labels })));
  const rows = new Map<number, number>();
  const times = [...new Set(series.flatMap(({ fields }) => valuesOf(fields[0]) as readonly number[]))].sort(
    (a, b) => a - b,
  );
  times.forEach((time, row) => rows.set(time, row));
  const values = series.map(({ fields }) => {
    const column = new Array<unknown>(times.length).fill(undefined);
    const own = valuesOf(fields[1]);
    valuesOf(fields[0]).forEach((time, i) => {
      column[rows.get(time as number) ?? 0] = own[i];
    });
    return column;
  });
  const [first] = frames;
  return {
    schema: {
      refId: first?.refId,
      meta: { ...first?.meta, type: series.length === 1 ? 'timeseries-multi' : 'timeseries-wide' },
      fields: [
        { name: liveTimeName, type: 'time', config: {} },
        ...series.map(({ fields }, i) => ({
          name: names[i] ?? '',
          type: 'number',
          labels: fields[1]?.labels ?? {},
          config: fields[1]?.config ?? {},
        })),
      ],
    },
    data: { values: [times, ...values] },
  };
}

function valuesOf(field: PageField | undefined): readonly unknown[] {
  if (field === undefined) return [];
  return field.values.toArray?.() ?? field.values;
}
