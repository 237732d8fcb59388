import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from '../request/http-error.ts';
import { exampleHosts } from '../data/example-hosts.ts';
import {
  type ExampleMetric,
  type ExampleSource,
  failingTarget,
  findMetric,
  inventoryTarget,
  slowTarget,
  targetNames,
} from '../data/example-metric.ts';
import { parseQueryRequest, type QueryRequest, type QueryTarget } from '../request/parse-query-request.ts';
import { wantedHosts } from '../request/wanted-hosts.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';

export interface AnswerOptions {
  /** How late the target `slow` answers. */
  readonly slowAnswerMs: number;
  /** Aborted when the caller has gone away or the server stops. */
  readonly signal: AbortSignal;
}

/** Simple JSON's two kinds of result. */
export type QueryResult = SeriesResult | TableResult;

interface SeriesResult {
  readonly target: string;
  readonly refId: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly unit: string | undefined;
  readonly datapoints: readonly (readonly [value: number | null, epochMs: number])[];
}

interface TableResult {
  readonly type: 'table';
  readonly refId: string | undefined;
  readonly columns: readonly { text: string; type: string; unit?: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/**
 * POST /query.
 * @throws {HttpError} when the body, or the name of a target, is not known; status 500 for the target `failing`.
 */
export async function answerQuery(body: unknown, options: AnswerOptions): Promise<readonly QueryResult[]> {
  const request = parseQueryRequest(body);
  const results = request.targets.map((target) => answerTarget(target, request));
  if (request.targets.some(({ target }) => target === slowTarget)) {
    await sleep(options.slowAnswerMs, undefined, { signal: options.signal });
  }
  return results.flat();
}

function answerTarget(target: QueryTarget, request: QueryRequest): readonly QueryResult[] {
  if (target.target === failingTarget)
    throw new HttpError('the target "failing" always fails, so that you can see how it looks', 500);
  if (target.target === inventoryTarget) return [inventory(target, request)];
  const [name = '', hosts] = target.target.split(' of ', 2);
  const metric = findMetric(name);
  if (metric === undefined) {
    throw new HttpError(
      `unknown target ${JSON.stringify(cutText(target.target, 100))}, expected one of: ${targetNames.join(', ')}`,
    );
  }
  const wanted = wantedHosts(hosts, target.payload);
  const sources = metric.series.filter(({ tags }) => wanted(tags) && request.filters.every((matches) => matches(tags)));
  if (target.asTable) return [toTable(target, { ...metric, series: sources }, request.times)];
  return sources.map((source) => toSeries(target, { metric, source, times: request.times }));
}

interface SeriesParts {
  readonly metric: ExampleMetric;
  readonly source: ExampleSource;
  readonly times: readonly number[];
}

function toSeries({ refId }: QueryTarget, { metric, source, times }: SeriesParts): SeriesResult {
  const { tags } = source;
  return {
    target: tags['host'] === undefined ? metric.name : `${metric.name} ${tags['host']}`,
    refId,
    tags: tags['host'] === undefined ? undefined : tags,
    unit: metric.unit,
    datapoints: times.map((time) => [source.valueAt(time), time]),
  };
}

function toTable({ refId }: QueryTarget, { name, unit, series }: ExampleMetric, times: readonly number[]): TableResult {
  const keys = Object.keys(series[0]?.tags ?? {});
  return {
    type: 'table',
    refId,
    columns: [
      { text: 'Time', type: 'time' },
      ...keys.map((key) => ({ text: key, type: 'string' })),
      { text: name, type: 'number', ...(unit === undefined ? {} : { unit }) },
    ],
    rows: times.flatMap((time) =>
      series.map(({ tags, valueAt }) => [time, ...keys.map((key) => tags[key] ?? null), valueAt(time)]),
    ),
  };
}

function inventory({ refId }: QueryTarget, { filters }: QueryRequest): TableResult {
  const hosts = exampleHosts.filter(({ host, region }) => filters.every((matches) => matches({ host, region })));
  return {
    type: 'table',
    refId,
    columns: [
      { text: 'host', type: 'string' },
      { text: 'region', type: 'string' },
      { text: 'cores', type: 'number' },
      { text: 'memory', type: 'number', unit: 'gbytes' },
      { text: 'spare', type: 'boolean' },
    ],
    rows: hosts.map(({ host, region, cores, memoryGib, spare }) => [host, region, cores, memoryGib, spare]),
  };
}
