import type { Json } from './go-host.ts';

/** What a test asks, in neither version's terms. */
export interface Question {
  readonly url: string;
  readonly queries: readonly QuestionQuery[];
  readonly range?: QuestionRange;
  /** Text, as it is stored; `{}` unless told. */
  readonly jsonData?: string;
  readonly secureJsonData?: Readonly<Record<string, string>>;
  /** Version 2 only. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface QuestionQuery {
  readonly refId: string;
  readonly model: Json;
  readonly maxDataPoints?: number;
  readonly intervalMs?: number;
  /** Instead of the question's; version 2 only. */
  readonly range?: QuestionRange;
}

export interface QuestionRange {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** Version 1 only. */
  readonly raw?: { readonly from: string; readonly to: string };
}

export const defaultRange: QuestionRange = { fromEpochMs: 1714543200000, toEpochMs: 1714564800000 };

/** `models.DatasourceRequest` in proto3 JSON, filled in as Grafana fills it in. */
export function toV1Request({
  url,
  queries,
  range = defaultRange,
  jsonData = '{}',
  secureJsonData = {},
}: Question): Json {
  return {
    timeRange: {
      fromRaw: range.raw?.from ?? String(range.fromEpochMs),
      toRaw: range.raw?.to ?? String(range.toEpochMs),
      fromEpochMs: String(range.fromEpochMs),
      toEpochMs: String(range.toEpochMs),
    },
    datasource: {
      id: '1',
      orgId: '1',
      name: 'Simple JSON',
      type: 'grafana-simple-json-backend-datasource',
      url,
      jsonData,
      decryptedSecureJsonData: secureJsonData,
    },
    queries: queries.map(({ refId, model, maxDataPoints = 100, intervalMs = 1000 }) => ({
      refId,
      maxDataPoints: String(maxDataPoints),
      intervalMs: String(intervalMs),
      modelJson: JSON.stringify({ refId, ...model }),
    })),
  };
}

/** `pluginv2.QueryDataRequest` in proto3 JSON, filled in as Grafana fills it in. */
export function toV2Request({ queries, range = defaultRange, headers = {}, ...source }: Question): Json {
  return {
    pluginContext: toPluginContext(source),
    headers,
    queries: queries.map(({ refId, model, maxDataPoints = 100, intervalMs = 1000, range: own = range }) => ({
      refId,
      maxDataPoints: String(maxDataPoints),
      intervalMS: String(intervalMs),
      timeRange: { fromEpochMS: String(own.fromEpochMs), toEpochMS: String(own.toEpochMs) },
      json: toBase64(JSON.stringify({ refId, ...model })),
    })),
  };
}

/** `pluginv2.PluginContext` of a data source call. */
export function toPluginContext({
  url,
  jsonData = '{}',
  secureJsonData = {},
}: Pick<Question, 'url' | 'jsonData' | 'secureJsonData'>): Json {
  return {
    orgId: '1',
    pluginId: 'grafana-simple-json-backend-datasource',
    user: { login: 'admin', name: 'Admin', email: 'admin@localhost', role: 'Admin' },
    dataSourceInstanceSettings: {
      id: '1',
      uid: 'interop',
      name: 'Simple JSON',
      url,
      jsonData: toBase64(jsonData),
      decryptedSecureJsonData: secureJsonData,
      lastUpdatedMS: '1714543200000',
    },
  };
}

export function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function fromBase64(text: unknown): string {
  return Buffer.from(String(text), 'base64').toString('utf8');
}

/** The request, about another data source. */
export function withDataSource(request: Json, number: number): Json {
  const { pluginContext } = request as { pluginContext: { dataSourceInstanceSettings: Json } };
  const id = { id: String(number + 1), uid: `source-${number}` };
  return {
    ...request,
    pluginContext: {
      ...pluginContext,
      dataSourceInstanceSettings: { ...pluginContext.dataSourceInstanceSettings, ...id },
    },
  };
}
