import type { PlainResult, PlainTable } from '../plain-result.ts';
import { type Frame, type FrameField, hostWindow } from '../shared-modules.ts';

/** A data source as Grafana 7 and later use it. */
export interface ReactDataSource {
  readonly name: string;
  readonly query: (request: unknown) => unknown;
  readonly filterQuery?: (query: unknown) => boolean;
  readonly getDefaultQuery?: (app: string) => object;
  readonly testDatasource: () => Promise<unknown>;
  readonly metricFindQuery?: (query: unknown, options: unknown) => Promise<unknown>;
  readonly annotationQuery?: (options: unknown) => Promise<readonly unknown[]>;
  readonly variables?: { readonly editor?: unknown; readonly query?: (request: unknown) => unknown };
  readonly annotations?: {
    readonly prepareAnnotation?: (saved: unknown) => object;
    readonly prepareQuery?: (annotation: unknown) => object | undefined;
    readonly QueryEditor?: unknown;
  };
}

const hourMs = 3_600_000;

/** The last six hours of every query, as a panel asks. */
export function toRequest(targets: readonly unknown[], { app = 'panel-editor', to = 'now' } = {}): unknown {
  const { dateTime } = hostWindow.sharedModules['@grafana/data'];
  const now = Date.now();
  const raw = { from: 'now-6h', to };
  const range = { from: dateTime(now - 6 * hourMs), to: dateTime(now), raw };
  return {
    app,
    requestId: 'Q100',
    timezone: 'browser',
    panelId: 2,
    dashboardUID: 'harness',
    range,
    rangeRaw: raw,
    interval: '1m',
    intervalMs: 60_000,
    maxDataPoints: 360,
    targets,
    scopedVars: { __interval: { text: '1m', value: '1m' }, __interval_ms: { text: '60000', value: 60_000 } },
    startTime: now,
  };
}

/** Hands on every emission of `query()`, as a plain result. */
export function runQueries(
  dataSource: ReactDataSource,
  queries: readonly unknown[],
  onResult: (result: PlainResult) => void,
): void {
  const asked = queries.filter((query) => dataSource.filterQuery?.(query) ?? true);
  if (asked.length === 0) {
    onResult({ state: 'waiting', tables: [] });
    return;
  }
  onResult({ state: 'loading', tables: [] });
  const fail = (error: unknown): void => {
    onResult({ state: 'error', tables: [], error: describe(error) });
  };
  hostWindow.sharedModules.rxjs.from(dataSource.query(toRequest(asked))).subscribe({
    next: (response) => {
      onResult(toResult(response as QueryResponse));
    },
    error: fail,
    complete: () => undefined,
  });
}

/** As a panel does: each emission takes the place of the last with the same key. Returns what ends it. */
export function followQueries(
  dataSource: ReactDataSource,
  { queries, to }: { readonly queries: readonly unknown[]; readonly to: string },
  onResult: (result: PlainResult) => void,
): () => void {
  const latest = new Map<string, QueryResponse>();
  const answers = hostWindow.sharedModules.rxjs.from(dataSource.query(toRequest(queries, { app: 'dashboard', to })));
  const subscription = answers.subscribe({
    next: (response) => {
      const { key = 'A' } = response as QueryResponse;
      latest.set(key, response as QueryResponse);
      const all = [...latest.values()];
      const failed = all.find(({ error, errors = [] }) => error !== undefined || errors.length > 0);
      onResult(toResult({ ...failed, data: all.flatMap(({ data }) => data) }));
    },
    error: (error) => {
      onResult({ state: 'error', tables: [], error: describe(error) });
    },
    complete: () => undefined,
  });
  return () => {
    subscription.unsubscribe();
  };
}

interface QueryResponse {
  readonly key?: string;
  readonly data: readonly unknown[];
  readonly error?: unknown;
  readonly errors?: readonly unknown[];
  readonly state?: string;
}

function toResult({ data, error, errors = [] }: QueryResponse): PlainResult {
  const frames = data.map((one) => hostWindow.sharedModules['@grafana/data'].toDataFrame(one));
  const tables = frames.map((frame) => toTable(frame, frames));
  const failure = error ?? errors[0];
  if (failure === undefined) return { state: 'done', tables };
  return { state: 'error', tables, error: describe(failure) };
}

/** As a panel's corner shows it. */
export function describe(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message, data } = error as { message?: string; data?: { message?: string; error?: string } };
  return message ?? data?.message ?? data?.error ?? JSON.stringify(error);
}

function valuesOf({ values }: FrameField): readonly unknown[] {
  return typeof values.toArray === 'function' ? values.toArray() : values;
}

function toTable(frame: Frame, frames: readonly Frame[]): PlainTable {
  const { getFieldDisplayName } = hostWindow.sharedModules['@grafana/data'];
  const columns = frame.fields.map((field) => getFieldDisplayName(field, frame, frames));
  const values = frame.fields.map(valuesOf);
  const rows = (values[0] ?? []).map((_, i) => values.map((column) => column[i] ?? null));
  const time = frame.fields.findIndex(({ type }) => type === 'time');
  const number = frame.fields.findIndex(({ type }) => type === 'number');
  const drawn = time < 0 || number < 0 ? [] : rows.filter((row) => typeof row[number] === 'number');
  return {
    title: columns[number] ?? frame.name ?? '',
    columns,
    rows,
    points: drawn.map((row) => [Number(row[time]), Number(row[number])]),
    notices: (frame.meta?.notices ?? []).map(({ text }) => text),
  };
}
