import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import * as pluginv2 from '../../backend/sdk/gen/pluginv2/backend.ts';
import type { ResourceRoute } from '../../shared/resource-routes.ts';
import { decodeFrame } from '../support/readers/decode-frame.ts';
import type { PluginProcess } from '../support/process/plugin-process.ts';
import {
  type QueriedDataSource,
  columnOf,
  type Model,
  panelRange,
  type PluginQueries,
  refIdOf,
} from './query-plugin.ts';

const range = {
  from: new Date(panelRange.fromEpochMs).toISOString(),
  to: new Date(panelRange.toEpochMs).toISOString(),
  raw: { from: 'now-6h', to: 'now' },
};

/** As Grafana 7 and later ask. */
export function queryVersion2(plugin: PluginProcess, dataSource: QueriedDataSource): PluginQueries {
  const pluginContext = toPluginContext(dataSource);
  const ask = (query: Version2Query) => query2(plugin, pluginContext, query);
  const options = async (path: ResourceRoute, body: Model) => {
    const answer = await callResource(plugin, pluginContext, { path, body });
    return (answer as { options: readonly { text: string }[] }).options.map(({ text }) => text);
  };
  return {
    panel: (models) => ask({ models }),
    rule: (model) => ask({ models: [model], isRule: true }),
    annotations: async (query) => {
      const annotation = { name: 'deploys', enable: true, datasource: { uid: 'u' }, query };
      return columnOf(await ask({ models: [{ queryType: 'annotations', annotation }] }), 'text');
    },
    metrics: (text) => options('metrics', { text, type: 'timeseries' }),
    payloadOptions: (question) => options('payload-options', question),
    variable: (query) => options('variable', { query, range }),
    tagKeys: () => options('tag-keys', { filters: [], range }),
    tagValues: (key, filters) => options('tag-values', { key, filters, range }),
    health: async () => {
      const request = pluginv2.CheckHealthRequest.create({ pluginContext });
      const { status, message } = await plugin.call(pluginv2.DiagnosticsService.checkHealth, request);
      if (status !== pluginv2.CheckHealthResponse_HealthStatus.OK) throw new Error(message);
      return message;
    },
  };
}

function toPluginContext(source: QueriedDataSource): pluginv2.PluginContext {
  const { id, url, jsonData, secrets = {}, basicAuth = false, basicAuthUser = '' } = source;
  return pluginv2.PluginContext.create({
    orgId: 1,
    dataSourceInstanceSettings: {
      id,
      uid: `u${id}`,
      name: 'Simple JSON',
      url,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      decryptedSecureJsonData: secrets,
      basicAuthEnabled: basicAuth,
      basicAuthUser,
      lastUpdatedMS: 1,
    },
  });
}

interface Version2Query {
  readonly models: readonly Model[];
  readonly isRule?: boolean;
}

async function query2(
  plugin: PluginProcess,
  pluginContext: pluginv2.PluginContext,
  { models, isRule = false }: Version2Query,
): Promise<readonly DataFrame[]> {
  const { responses } = await plugin.call(
    pluginv2.DataService.queryData,
    pluginv2.QueryDataRequest.create({
      pluginContext,
      headers: isRule ? { FromAlert: 'true' } : {},
      queries: models.map((model, i) => ({
        refId: refIdOf(i),
        maxDataPoints: isRule ? 0 : 100,
        intervalMS: isRule ? 0 : 1000,
        timeRange: { fromEpochMS: panelRange.fromEpochMs, toEpochMS: panelRange.toEpochMs },
        json: Buffer.from(JSON.stringify({ refId: refIdOf(i), ...model })),
      })),
    }),
  );
  const failure = Object.values(responses).find(({ error }) => error !== '');
  if (failure !== undefined) throw new Error(failure.error);
  return models.flatMap((_model, i) => responses[refIdOf(i)]?.frames.map(decodeFrame) ?? []);
}

async function callResource(
  plugin: PluginProcess,
  pluginContext: pluginv2.PluginContext,
  { path, body }: { readonly path: ResourceRoute; readonly body: Model },
): Promise<unknown> {
  const request = pluginv2.CallResourceRequest.create({
    pluginContext,
    path,
    url: path,
    method: 'POST',
    body: Buffer.from(JSON.stringify(body)),
  });
  const chunks: Buffer[] = [];
  let status = 0;
  for await (const chunk of plugin.stream(pluginv2.ResourceService.callResource, request)) {
    status ||= chunk.code;
    chunks.push(chunk.body);
  }
  const answer = Buffer.concat(chunks).toString();
  if (status !== 200) throw new Error(answer);
  return JSON.parse(answer);
}
