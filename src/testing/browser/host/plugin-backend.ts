import type {
  CallResourceResponse,
  CheckHealthResponse,
  DataResponse,
} from '../../../backend/sdk/gen/pluginv2/backend.ts';
import {
  DataService,
  DiagnosticsService,
  type PluginContext,
  ResourceService,
} from '../../../backend/sdk/gen/pluginv2/backend.ts';
import { DatasourcePluginService, type QueryResult } from '../../../backend/sdk/gen/pluginv1/datasource.ts';
import type { PluginProcess } from '../../support/process/plugin-process.ts';
import type { StoredDataSource } from './stored-data-source.ts';

/** The body of `POST /api/tsdb/query` and `POST /api/ds/query`. */
export interface MetricRequest {
  readonly from: string;
  readonly to: string;
  readonly queries: readonly MetricQuery[];
}

export interface MetricQuery extends Readonly<Record<string, unknown>> {
  readonly refId?: string;
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
  readonly queryType?: string;
}

export interface ResourceRequest {
  readonly path: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a Grafana asks an executable on behalf of a page, with the stored data source beside each call. */
export interface PluginBackend {
  readonly queryVersion1: (request: MetricRequest) => Promise<readonly QueryResult[]>;
  readonly queryVersion2: (request: MetricRequest) => Promise<Readonly<Record<string, DataResponse>>>;
  readonly checkHealth: () => Promise<CheckHealthResponse>;
  readonly callResource: (request: ResourceRequest) => Promise<CallResourceResponse>;
}

export function createPluginBackend(plugin: PluginProcess, dataSource: StoredDataSource): PluginBackend {
  const pluginContext = (): PluginContext => toPluginContext(dataSource);
  return {
    queryVersion1: async (request) => {
      const datasource = toDatasourceInfo(dataSource);
      const asked = { timeRange: toRawRange(request), datasource, queries: request.queries.map(toVersion1Query) };
      return (await plugin.call(DatasourcePluginService.query, asked, { timeoutMs: Infinity })).results;
    },
    queryVersion2: async (request) => {
      const queries = request.queries.map((query) => toVersion2Query(query, request));
      const asked = { pluginContext: pluginContext(), headers: {}, queries, format: 0 as const };
      return (await plugin.call(DataService.queryData, asked, { timeoutMs: Infinity })).responses;
    },
    checkHealth: async () =>
      plugin.call(
        DiagnosticsService.checkHealth,
        { pluginContext: pluginContext(), headers: {} },
        { timeoutMs: Infinity },
      ),
    callResource: async ({ headers, ...request }) => {
      const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { values: [value] }]));
      const asked = { ...request, headers: lists, pluginContext: pluginContext() };
      for await (const response of plugin.stream(ResourceService.callResource, asked, { timeoutMs: Infinity })) {
        return response;
      }
      throw new Error('the executable ended CallResource without an answer');
    },
  };
}

/** Version 1 hears neither of basic auth's fields. */
function toDatasourceInfo({ shown, secrets }: StoredDataSource) {
  const { id, orgId, name, type, url, jsonData } = shown();
  return { id, orgId, name, type, url, jsonData: JSON.stringify(jsonData), decryptedSecureJsonData: { ...secrets() } };
}

export function toPluginContext({ shown, secrets, lastUpdatedMs }: StoredDataSource): PluginContext {
  const { id, uid, orgId, name, type, url, user, database, basicAuth, basicAuthUser, jsonData } = shown();
  return {
    orgId,
    pluginId: type,
    user: { login: 'admin', name: 'Admin', email: 'admin@localhost', role: 'Admin' },
    appInstanceSettings: undefined,
    dataSourceInstanceSettings: {
      id,
      uid,
      name,
      url,
      user,
      database,
      basicAuthEnabled: basicAuth,
      basicAuthUser,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      decryptedSecureJsonData: { ...secrets() },
      lastUpdatedMS: lastUpdatedMs(),
      apiVersion: '',
    },
    grafanaConfig: {},
    pluginVersion: '',
    userAgent: '',
    apiVersion: '',
    namespace: '',
  };
}

/** The pages of every version send epoch milliseconds as text. */
function toRawRange({ from, to }: MetricRequest) {
  return { fromRaw: from, toRaw: to, fromEpochMs: Number(from), toEpochMs: Number(to) };
}

function toVersion1Query(query: MetricQuery) {
  const { refId = 'A', maxDataPoints = 100, intervalMs = 1000 } = query;
  return { refId, maxDataPoints, intervalMs, modelJson: JSON.stringify(query) };
}

function toVersion2Query(query: MetricQuery, { from, to }: MetricRequest) {
  const { refId = 'A', maxDataPoints = 100, intervalMs = 1000, queryType = '' } = query;
  return {
    refId,
    maxDataPoints,
    intervalMS: intervalMs,
    timeRange: { fromEpochMS: Number(from), toEpochMS: Number(to) },
    json: Buffer.from(JSON.stringify(query)),
    queryType,
  };
}
