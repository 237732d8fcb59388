import type { Logger } from '../sdk/log/logger.ts';
import { redactingLogger } from '../sdk/log/redacting-logger.ts';
import type { CallResourceRequest, CallResourceResponse } from '../sdk/api/call-resource.ts';
import type { CheckHealthResult } from '../sdk/api/check-health.ts';
import type { CollectMetricsHandler } from '../sdk/api/collect-metrics.ts';
import { dataSourceKey, type PluginContext } from '../sdk/api/plugin-context.ts';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { Plugin } from '../sdk/api/plugin.ts';
import type { QueryDataRequest, QueryDataResponse } from '../sdk/api/query-data.ts';
import type { RequestContext } from '../sdk/api/request-context.ts';
import type { StreamPacket, StreamRequest, StreamStatus, SubscribeStreamResult } from '../sdk/api/stream.ts';
import { createMemoryBudget } from '../upstream/contract/memory-budget.ts';
import { createNameLookups } from '../upstream/name-lookup/create-name-lookups.ts';
import { checkHealth } from './endpoints/check-health.ts';
import { createDataSource, type DataSource, type DataSourceDependencies } from './data-source.ts';
import type { InstanceContext } from '../sdk/instances/instance-context.ts';
import { guardPlugin } from './guard-plugin.ts';
import { withCallLog } from '../sdk/instances/with-call-log.ts';
import { createInstanceManager, type InstanceManager } from '../sdk/instances/instance-manager.ts';
import { createMetrics } from './metrics.ts';
import { MeterRegistry } from './metrics/meter-registry.ts';
import { noWorkerLoad, type WorkerLoad } from './metrics/worker-load.ts';
import { pluginErrorFrom } from './call/plugin-error-from.ts';
import { createRedactor } from './secrets/redactor.ts';
import { callResource, errorResponse } from './endpoints/resources.ts';
import { runQueries } from './endpoints/run-queries.ts';
import { LiveStates } from './live/live-states.ts';
import { runLive, subscribeLive } from './live/run-live.ts';
import { LiveSecrets } from './secrets/live-secrets.ts';
import { secretsOf, type SecretHolders } from './secrets/secrets-of-call.ts';
import type { SimpleJsonServer } from './server/simple-json-server.ts';
import type { Settings } from './settings/settings.ts';
import { explainKeys, withSettingsRemarks } from './settings/unknown-settings.ts';

/** Without a budget for its memory, the plugin has one of its own. */
type PluginDependencies = Omit<DataSourceDependencies, 'memoryBudget' | 'nameLookups' | 'meters' | 'liveStates'> &
  Partial<DataSourceDependencies> & {
    /** What threads for large answers do, for the metrics; absent where there are none. */
    readonly workerLoad?: () => WorkerLoad | undefined;
    /** Where what takes the secrets of all data sources out of the log goes to. */
    readonly redactLog?: (redact: (text: string) => string) => void;
  };

export interface ClosablePlugin extends Plugin {
  /** Lets requests under way finish and frees every connection. */
  close(): Promise<void>;
}

/** Simple JSON as a plugin; what it sends to Grafana is redacted by guardPlugin. */
export function createSimpleJsonPlugin(dependencies: PluginDependencies, logger: Logger): ClosablePlugin {
  const live = new LiveSecrets();
  dependencies.redactLog?.((text) => live.redact(text));
  const plugin = new SimpleJsonPlugin(dependencies, logger, live);
  const guarded = guardPlugin(plugin, dependencies.environment, live);
  return { ...withCallLog(guarded, (context) => plugin.loggerOf(context)), close: () => plugin.close() };
}

/** Finds the data source a call is about and asks its server. */
class SimpleJsonPlugin implements Plugin {
  readonly #logger: Logger;
  readonly #metrics: CollectMetricsHandler;
  readonly #instances: InstanceManager<DataSource>;
  readonly #liveStates = new LiveStates();
  /** Of data sources whose settings name a level of their own. */
  readonly #loggers = new Map<string, Logger>();
  /** To be called when there is nothing more to say about a data source. */
  readonly #forgets = new WeakMap<DataSource, () => void>();
  /** Data sources and their unknown keys that the log has named already. */
  readonly #named = new Set<string>();

  constructor(
    { memoryBudget = createMemoryBudget(), workerLoad, ...others }: PluginDependencies,
    logger: Logger,
    live: LiveSecrets,
  ) {
    const meters = new MeterRegistry();
    const liveStates = this.#liveStates;
    const dependencies = { nameLookups: createNameLookups(), meters, ...others, memoryBudget, liveStates };
    this.#logger = logger;
    this.#metrics = createMetrics(dependencies.meters, () => workerLoad?.() ?? noWorkerLoad);
    this.#instances = createInstanceManager({
      create: (context) => {
        const source = createDataSource(context, dependencies, logger);
        this.#forgets.set(
          source,
          live.hold(() => secretsOf({ pluginContext: context })),
        );
        this.#nameUnknownKeys(source.settings);
        this.#keepLogger(dataSourceKey(context), source.settings);
        return source;
      },
      dispose: async (source) => {
        forgetLater(this.#forgets.get(source));
        await source.server.client.close();
      },
      logger,
      idleMs: instanceIdleMs,
    });
  }

  /** Settings that cannot be read fail every query with what is wrong with them, not the call. */
  async queryData({ queries }: QueryDataRequest, context: RequestContext): Promise<QueryDataResponse> {
    try {
      return await this.#withServer(context, (server) => runQueries(queries, server, context));
    } catch (error) {
      const failure = this.#failure(error, context);
      return new Map(queries.map(({ refId }) => [refId, { frames: [], error: failure }]));
    }
  }

  async checkHealth(context: RequestContext): Promise<CheckHealthResult> {
    try {
      return await this.#instances.use(
        withDataSource(context.pluginContext),
        async ({ server, settings, healthChecks }) => {
          const check = (): ReturnType<typeof checkHealth> => checkHealth(server, context);
          return withSettingsRemarks(await healthChecks.use(context.signal, check), settings);
        },
      );
    } catch (error) {
      const { message } = this.#failure(error, context);
      return { status: 'error', message, details: { verboseMessage: message } };
    }
  }

  async callResource(request: CallResourceRequest, context: RequestContext): Promise<CallResourceResponse> {
    try {
      return await this.#withServer(context, (server) => callResource(request, server, context));
    } catch (error) {
      return errorResponse(this.#failure(error, context));
    }
  }

  collectMetrics(): Promise<string> {
    return this.#metrics.collectMetrics();
  }

  async subscribeStream(request: StreamRequest, context: RequestContext): Promise<SubscribeStreamResult> {
    return this.#withServer(context, async (server) => subscribeLive(request, { server, states: this.#liveStates }));
  }

  /** The instance stays as long as the stream: a host that has saved other settings ends it and runs another one. */
  async *runStream(request: StreamRequest, context: RequestContext): AsyncGenerator<StreamPacket> {
    const { instance, release } = this.#instances.hold(withDataSource(context.pluginContext));
    const { server, streams, announcement } = instance;
    try {
      const logger = this.loggerOf(context.pluginContext).with({ dsName: server.name });
      yield* runLive(request, { server, streams, announcement, states: this.#liveStates, logger }, context);
    } finally {
      release();
    }
  }

  async publishStream(): Promise<StreamStatus> {
    return Promise.resolve('permission denied');
  }

  /** Lets requests under way finish and frees every connection. */
  close(): Promise<void> {
    return this.#instances.close();
  }

  #withServer<Answer>(
    { pluginContext }: RequestContext,
    ask: (server: SimpleJsonServer) => Promise<Answer>,
  ): Promise<Answer> {
    return this.#instances.use(withDataSource(pluginContext), ({ server }) => ask(server));
  }

  /** What writes lines about a data source. */
  loggerOf(context: PluginContext): Logger {
    return this.#loggers.size === 0 ? this.#logger : (this.#loggers.get(dataSourceKey(context)) ?? this.#logger);
  }

  #keepLogger(key: string, { logLevel }: Settings): void {
    if (logLevel === undefined) this.#loggers.delete(key);
    else this.#loggers.set(key, this.#logger.atLevel(logLevel));
  }

  /** Once, however often the instance is made anew. */
  #nameUnknownKeys({ name, unknownKeys }: Settings): void {
    const keys = explainKeys(unknownKeys);
    const entry = JSON.stringify([name, keys]);
    if (keys.length === 0 || this.#named.size >= maxNamedSources || this.#named.has(entry)) return;
    this.#named.add(entry);
    this.#logger.warn('settings that this data source does not know are ignored; is one misspelt?', {
      dsName: name,
      jsonData: keys,
    });
  }

  #failure(error: unknown, call: SecretHolders): PluginError {
    const failure = pluginErrorFrom(error);
    if (failure.errorSource === 'plugin' && failure.status >= 500) {
      redactingLogger(
        this.#logger,
        createRedactor(() => secretsOf(call)),
      ).error('a call failed', { error });
    }
    return failure;
  }
}

/** Lines of the log may come after the end of what they are about. */
function forgetLater(forget: (() => void) | undefined): void {
  if (forget !== undefined) setTimeout(forget, lateLinesMs).unref();
}

const lateLinesMs = 60_000;
const maxNamedSources = 10_000;
const instanceIdleMs = 10 * 60_000;

function withDataSource(context: PluginContext): InstanceContext {
  if (isAboutDataSource(context)) return context;
  const message = 'expected a call about a data source, got one about none; ask through a data source of this plugin';
  throw new PluginError(message, { errorSource: 'plugin', status: 400 });
}

function isAboutDataSource(context: PluginContext): context is InstanceContext {
  return context.dataSourceInstanceSettings !== undefined;
}
