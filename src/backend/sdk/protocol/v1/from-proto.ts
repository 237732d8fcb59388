import type * as pluginv1 from '../../gen/pluginv1/datasource.ts';
import type { DataSourceInstanceSettings, PluginContext } from '../../api/plugin-context.ts';
import type { DataQuery, TimeRange } from '../../api/query-data.ts';
import type { NoFieldsLeft } from '../no-fields-left.ts';
import type { MessageContext } from '../request-context.ts';
import { resolveTimeRange } from '../time-range.ts';

/** `models.DatasourceRequest`. Version 1 has one time range for all queries, and neither user nor headers. */
export function fromDatasourceRequest(proto: pluginv1.DatasourceRequest): Required<MessageContext> {
  const { timeRange, datasource, queries, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  const range = resolveTimeRange(fromTimeRange(timeRange), Date.now());
  return {
    pluginContext: fromDatasourceInfo(datasource),
    headers: {},
    headersFrom: 'host',
    queries: queries.map((query) => fromQuery(query, range)),
  };
}

function fromTimeRange(proto: pluginv1.TimeRange | undefined): TimeRange {
  if (proto === undefined) return { fromEpochMs: 0, toEpochMs: 0 };
  const { fromEpochMs, toEpochMs, fromRaw, toRaw, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return { fromEpochMs, toEpochMs, raw: { from: fromRaw, to: toRaw } };
}

function fromDatasourceInfo(proto: pluginv1.DatasourceInfo | undefined): PluginContext {
  if (proto === undefined) return { orgId: 0, userAgent: '', grafanaConfig: {} };
  const { id, orgId, name, type, url, jsonData, decryptedSecureJsonData, ...rest } = proto;
  // `type` is the plugin's own id: nothing to learn from it.
  rest satisfies NoFieldsLeft;
  const settings: DataSourceInstanceSettings = {
    id,
    uid: '',
    name,
    url,
    user: '',
    database: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    jsonData,
    decryptedSecureJsonData,
  };
  return { orgId, userAgent: '', grafanaConfig: {}, dataSourceInstanceSettings: settings };
}

function fromQuery(proto: pluginv1.Query, timeRange: TimeRange): DataQuery {
  const { refId, maxDataPoints, intervalMs, modelJson, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return { refId, queryType: '', maxDataPoints, intervalMs, timeRange, json: modelJson };
}
