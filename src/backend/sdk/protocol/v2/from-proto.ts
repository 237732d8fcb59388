import type * as pluginv2 from '../../gen/pluginv2/backend.ts';
import type { CallResourceRequest, HttpHeaders } from '../../api/call-resource.ts';
import type { DataSourceInstanceSettings, PluginContext, User } from '../../api/plugin-context.ts';
import type { DataQuery, TimeRange } from '../../api/query-data.ts';
import type { StreamRequest } from '../../api/stream.ts';
import { freeBuffer, isWholeBuffer } from '../../builtins/free-buffer.ts';
import type { NoFieldsLeft } from '../no-fields-left.ts';
import type { MessageContext } from '../request-context.ts';
import { resolveTimeRange } from '../time-range.ts';

export function fromQueryDataRequest(proto: pluginv2.QueryDataRequest): Required<MessageContext> {
  const { pluginContext, headers, queries, format, ...rest } = proto;
  // A host that asks for JSON in `format` decodes by the answer's own; Arrow stays correct.
  rest satisfies NoFieldsLeft;
  return {
    pluginContext: fromPluginContext(pluginContext),
    headers,
    headersFrom: 'host',
    queries: queries.map(fromDataQuery),
  };
}

export function fromCheckHealthRequest(proto: pluginv2.CheckHealthRequest): MessageContext {
  const { pluginContext, headers, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return { pluginContext: fromPluginContext(pluginContext), headers, headersFrom: 'host' };
}

export function fromCallResourceRequest(
  proto: pluginv2.CallResourceRequest,
): CallResourceRequest & { readonly context: MessageContext } {
  const { pluginContext, path, method, url, headers, body, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return {
    context: {
      pluginContext: fromPluginContext(pluginContext),
      headers: fromStringLists(headers),
      headersFrom: 'browser',
    },
    path,
    method,
    url,
    body,
  };
}

export function fromStreamRequest(
  proto: pluginv2.SubscribeStreamRequest | pluginv2.RunStreamRequest | pluginv2.PublishStreamRequest,
): StreamRequest & { readonly context: MessageContext } {
  const { pluginContext, path, data, headers, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  const context: MessageContext = { pluginContext: fromPluginContext(pluginContext), headers, headersFrom: 'host' };
  return { context, path, data };
}

function fromDataQuery(proto: pluginv2.DataQuery): DataQuery {
  const { refId, maxDataPoints, intervalMS, timeRange, json, queryType, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return {
    refId,
    queryType,
    maxDataPoints,
    intervalMs: intervalMS,
    timeRange: resolveTimeRange(fromTimeRange(timeRange), Date.now()),
    json: decodeOnce(json),
  };
}

function fromTimeRange(proto: pluginv2.TimeRange | undefined): TimeRange {
  if (proto === undefined) return { fromEpochMs: 0, toEpochMs: 0 };
  const { fromEpochMS, toEpochMS, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return { fromEpochMs: fromEpochMS, toEpochMs: toEpochMS };
}

function fromPluginContext(proto: pluginv2.PluginContext | undefined): PluginContext {
  if (proto === undefined) return { orgId: 0, userAgent: '', grafanaConfig: {} };
  const {
    orgId,
    pluginId,
    user,
    appInstanceSettings,
    dataSourceInstanceSettings,
    grafanaConfig,
    pluginVersion,
    userAgent,
    apiVersion,
    namespace,
    ...rest
  } = proto;
  // A data source has no app settings, and the others left out say what orgId and plugin.json say already.
  rest satisfies NoFieldsLeft;
  return {
    orgId,
    userAgent,
    grafanaConfig,
    ...(pluginVersion === '' ? {} : { pluginVersion }),
    ...(user === undefined ? {} : { user: fromUser(user) }),
    ...(dataSourceInstanceSettings === undefined
      ? {}
      : { dataSourceInstanceSettings: fromDataSourceInstanceSettings(dataSourceInstanceSettings) }),
  };
}

function fromUser(proto: pluginv2.User): User {
  const { login, name, email, role, ...rest } = proto;
  rest satisfies NoFieldsLeft;
  return { login, name, email, role };
}

function fromDataSourceInstanceSettings(proto: pluginv2.DataSourceInstanceSettings): DataSourceInstanceSettings {
  const { jsonData, lastUpdatedMS, apiVersion, ...same } = proto;
  const { id, uid, name, url, user, database, basicAuthEnabled, basicAuthUser, decryptedSecureJsonData, ...rest } =
    same;
  rest satisfies NoFieldsLeft;
  return {
    id,
    uid,
    name,
    url,
    user,
    database,
    basicAuthEnabled,
    basicAuthUser,
    jsonData: decodeText(jsonData),
    decryptedSecureJsonData,
    lastUpdatedMs: lastUpdatedMS,
  };
}

function fromStringLists(lists: Readonly<Record<string, pluginv2.StringList>>): HttpHeaders {
  return Object.fromEntries(
    Object.entries(lists).map(([name, { values, ...rest }]) => {
      rest satisfies NoFieldsLeft;
      return [name, values];
    }),
  );
}

/** Frees long bytes, which nobody else reads: text and bytes of a query are megabytes each. */
function decodeOnce(bytes: Buffer): string {
  const text = decodeText(bytes);
  if (bytes.length > longBytes && isWholeBuffer(bytes)) freeBuffer(bytes.buffer);
  return text;
}

const longBytes = 64 * 1024;

function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
