import { afterEach, beforeEach } from '@jest/globals';
import type { DataSourceInstanceSettings, PluginContext } from '../../backend/sdk/api/plugin-context.ts';
import type { DataQuery, DataResponse } from '../../backend/sdk/api/query-data.ts';
import type { RequestContext } from '../../backend/sdk/api/request-context.ts';
import { silentLogger } from '../../backend/sdk/log/logger.ts';
import { createSimpleJsonPlugin, type ClosablePlugin } from '../../backend/simple-json/simple-json-plugin.ts';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { requestContext } from './request-context.ts';
import { instanceContext, instanceSettings } from './settings-builders.ts';

/** The plugin and the server that it asks. */
export interface PluginStage {
  readonly upstream: FakeUpstream;
  readonly plugin: ClosablePlugin;
  /** Of a data source at the server. */
  aContext(jsonData?: object, given?: Partial<DataSourceInstanceSettings>): PluginContext;
  /** @returns what each refId got */
  query(queries: readonly DataQuery[], given?: Partial<RequestContext>): Promise<Record<string, DataResponse>>;
  /** Lets the server answer each target with a series of its name. */
  answerEachTarget(): void;
}

/** Both are new for each test of the file that calls this. */
export function usePluginStage(): PluginStage {
  let upstream: FakeUpstream;
  let plugin: ClosablePlugin;

  beforeEach(async () => {
    upstream = await startFakeUpstream();
    plugin = createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, silentLogger);
  });

  afterEach(async () => {
    await plugin.close();
    await upstream.close();
  });

  const aContext: PluginStage['aContext'] = (jsonData = {}, given = {}) =>
    instanceContext(
      instanceSettings({ ...jsonData }, {}, { id: 1, uid: 'u', name: 'test', url: upstream.url, ...given }),
    );

  return {
    get upstream() {
      return upstream;
    },
    get plugin() {
      return plugin;
    },
    aContext,
    async query(queries, { pluginContext = aContext(), ...given } = {}) {
      return Object.fromEntries(await plugin.queryData({ queries }, requestContext(pluginContext, given)));
    },
    answerEachTarget() {
      upstream.answer('/query', ({ body }) => {
        const { targets } = JSON.parse(body) as { targets: { target: string }[] };
        return { body: targets.map(({ target }) => aRawSeries(target)) };
      });
    },
  };
}

/** As a server writes it. */
export function aRawSeries(target: string, value = 1): unknown {
  return { target, datapoints: [[value, 1714543200000]] };
}

/** A panel's query, saved as this model. */
export function aDataQuery(model: Readonly<Record<string, unknown>>, given: Partial<DataQuery> = {}): DataQuery {
  return {
    refId: typeof model['refId'] === 'string' ? model['refId'] : 'A',
    queryType: '',
    maxDataPoints: 100,
    intervalMs: 1000,
    timeRange: { fromEpochMs: 1714543200000, toEpochMs: 1714546800000 },
    json: JSON.stringify(model),
    ...given,
  };
}

/** refId -> name and values of each frame, or the error. */
export function summaryOf(responses: Record<string, DataResponse>): unknown {
  return Object.fromEntries(
    Object.entries(responses).map(([refId, { frames, error }]) => [
      refId,
      error?.message ?? frames.map(({ name, fields }) => [name, ...(fields.at(-1)?.values ?? [])]),
    ]),
  );
}
