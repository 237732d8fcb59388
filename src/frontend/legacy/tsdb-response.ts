/** One query's part of the answer to /api/tsdb/query. */
export interface QueryResult {
  readonly series: readonly Series[];
  readonly tables: readonly Table[];
}

interface Series {
  readonly name?: string;
  readonly points?: readonly unknown[];
  readonly tags?: unknown;
}

export interface Table {
  readonly columns: readonly { readonly text: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The results by refId; a query without any has empty ones. */
export function readResults(data: unknown, refIds: readonly string[]): readonly QueryResult[] {
  const results = ((data as { readonly results?: unknown } | undefined)?.results ?? {}) as Readonly<
    Record<string, Partial<Record<keyof QueryResult, unknown>> | undefined>
  >;
  return refIds.map((refId) => {
    const { series, tables } = results[refId] ?? {};
    return { series: toList(series) as readonly Series[], tables: toList(tables) as readonly Table[] };
  });
}

/** What a panel draws of them. */
export function toPanelData(results: readonly QueryResult[], refIds: readonly string[]): readonly unknown[] {
  return results.flatMap(({ series, tables }, index) => {
    const refId = refIds[index];
    return [
      ...series.map(({ name, points, tags }) => ({ target: name, datapoints: points ?? [], refId, tags })),
      ...tables.map(({ columns, rows }) => ({ type: 'table', columns, rows, refId })),
    ];
  });
}

/** A table's rows by the names of its columns. */
export function toRecords({ columns, rows }: Table): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ text }, index) => [text, row[index]])));
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
