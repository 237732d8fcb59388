import type { Logger } from '../log/logger.ts';
import type { CallResourceRequest, CallResourceResponse } from '../plugin-api/call-resource.ts';
import type { CheckHealthRequest, CheckHealthResult } from '../plugin-api/check-health.ts';
import type { CollectMetricsHandler } from '../plugin-api/collect-metrics.ts';
import type { CallOptions, PluginContext } from '../plugin-api/plugin-context.ts';
import type { PluginError } from '../plugin-api/plugin-error.ts';
import type { Plugin } from '../plugin-api/plugin.ts';
import type { QueryDataRequest, QueryDataResponse } from '../plugin-api/query-data.ts';
import { toCallFacts, type CallFacts, type PluginCall } from './call-facts.ts';
import { checkHealth } from './check-health.ts';
import { createDataSource, type DataSource, type DataSourceSurroundings } from './data-source.ts';
import { createMetrics } from './metrics.ts';
import { pluginErrorFrom } from './plugin-error-from.ts';
import { callResource, errorResponse } from './resources.ts';
import { runQueries } from './run-queries.ts';

/** Simple JSON as a plugin: finds the data source a call is about and asks its server. */
export class SimpleJsonPlugin implements Plugin {
  readonly #surroundings: DataSourceSurroundings;
  readonly #logger: Logger;
  readonly #metrics: CollectMetricsHandler = createMetrics();
  readonly #instances = new Map<string, DataSource>();

  constructor(surroundings: DataSourceSurroundings, logger: Logger) {
    this.#surroundings = surroundings;
    this.#logger = logger;
  }

  /** Settings that cannot be read fail every query with what is wrong with them, not the call. */
  async queryData({ queries, ...request }: QueryDataRequest, options: CallOptions): Promise<QueryDataResponse> {
    try {
      const { dataSource, facts } = this.#open({ ...request, writtenBy: 'host', queries, options });
      return await runQueries(queries, dataSource.server, facts);
    } catch (error) {
      const failure = this.#failure(error);
      return new Map(queries.map(({ refId }) => [refId, { frames: [], error: failure }]));
    }
  }

  async checkHealth(request: CheckHealthRequest, options: CallOptions): Promise<CheckHealthResult> {
    try {
      const { dataSource, facts } = this.#open({ ...request, writtenBy: 'host', queries: [], options });
      return await checkHealth(dataSource.server.client, facts);
    } catch (error) {
      const { message } = this.#failure(error);
      return { status: 'error', message, details: { verboseMessage: message } };
    }
  }

  async callResource(request: CallResourceRequest, options: CallOptions): Promise<CallResourceResponse> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, values]) => [name, values.join(', ')]),
    );
    const { pluginContext } = request;
    try {
      const { dataSource, facts } = this.#open({ pluginContext, headers, writtenBy: 'browser', queries: [], options });
      return await callResource(request, dataSource.server.client, facts);
    } catch (error) {
      return errorResponse(this.#failure(error));
    }
  }

  collectMetrics(): Promise<string> {
    return this.#metrics.collectMetrics();
  }

  /** Lets requests under way finish and frees every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#instances.values()].map(({ server }) => server.client.close()));
  }

  #open(call: PluginCall): { dataSource: DataSource; facts: CallFacts } {
    const dataSource = this.#instance(call.pluginContext);
    return { dataSource, facts: toCallFacts(call, dataSource.settings) };
  }

  #instance(context: PluginContext): DataSource {
    const key = JSON.stringify([context.dataSourceInstanceSettings, context.grafanaConfig, context.orgId]);
    const existing = this.#instances.get(key);
    if (existing !== undefined) return existing;
    const created = createDataSource(context, this.#surroundings, this.#logger);
    this.#instances.set(key, created);
    return created;
  }

  #failure(error: unknown): PluginError {
    const failure = pluginErrorFrom(error);
    if (failure.errorSource === 'plugin' && failure.status >= 500) this.#logger.error('a call failed', { error });
    return failure;
  }
}
