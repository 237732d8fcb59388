import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import { DatasourcePluginService, DatasourceRequest } from '../../backend/sdk/gen/pluginv1/datasource.ts';
import { decodeQueryResult } from '../support/readers/decode-query-result.ts';
import type { PluginProcess } from '../support/process/plugin-process.ts';
import {
  type QueriedDataSource,
  columnOf,
  type Model,
  panelRange,
  type PluginQueries,
  refIdOf,
} from './query-plugin.ts';

/** As Grafana 5 and 6 ask: everything is a query. */
export function queryVersion1(plugin: PluginProcess, dataSource: QueriedDataSource): PluginQueries {
  const ask = (query: Version1Query) => query1(plugin, dataSource, query);
  const options = async (model: Model) => columnOf(await ask({ models: [model] }), 'text');
  return {
    panel: (models) => ask({ models }),
    rule: (model) => ask({ models: [model], isRule: true }),
    annotations: (query) => options({ queryType: 'annotations', query, name: 'deploys' }),
    metrics: (target) => options({ queryType: 'search', target }),
    payloadOptions: ({ metric, name }) => options({ queryType: 'payload-options', target: metric, name }),
    variable: (query) => options({ queryType: 'variable', query }),
    tagKeys: () => options({ queryType: 'tag-keys' }),
    tagValues: (key, filters) => options({ queryType: 'tag-values', key, carried: { filters } }),
    health: async () => columnOf(await ask({ models: [{ queryType: 'test' }] }), 'message').join(),
  };
}

interface Version1Query {
  readonly models: readonly Model[];
  readonly isRule?: boolean;
}

async function query1(
  plugin: PluginProcess,
  { id, url, jsonData }: QueriedDataSource,
  { models, isRule = false }: Version1Query,
): Promise<readonly DataFrame[]> {
  const { fromEpochMs, toEpochMs } = panelRange;
  const raw = isRule ? { fromRaw: '5m', toRaw: 'now' } : { fromRaw: String(fromEpochMs), toRaw: String(toEpochMs) };
  const { results } = await plugin.call(
    DatasourcePluginService.query,
    DatasourceRequest.create({
      datasource: { id, orgId: 1, name: 'Simple JSON', url, jsonData: JSON.stringify(jsonData) },
      timeRange: { ...raw, fromEpochMs, toEpochMs },
      queries: models.map((model, i) => ({
        refId: refIdOf(i),
        maxDataPoints: isRule ? 0 : 100,
        intervalMs: isRule ? 0 : 1000,
        modelJson: JSON.stringify({ refId: refIdOf(i), ...model }),
      })),
    }),
  );
  const failure = results.find(({ error }) => error !== '');
  if (failure !== undefined) throw new Error(failure.error);
  return results.flatMap((result) => [...decodeQueryResult(result)]);
}
