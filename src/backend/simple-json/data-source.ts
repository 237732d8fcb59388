import type { AnswerDecoder } from '../decode/answer-decoder.ts';
import { decodeAnswer } from '../decode/decode-answer.ts';
import type { Logger } from '../sdk/log/logger.ts';
import { createUpstreamClient } from '../upstream/create-upstream-client.ts';
import type { InstanceContext } from '../sdk/instances/instance-context.ts';
import { dataSourceKey } from '../sdk/api/plugin-context.ts';
import type { SharedMemoryBudget } from '../upstream/contract/memory-budget.ts';
import type { NameLookups } from '../upstream/contract/name-lookups.ts';
import type { MeterRegistry } from './metrics/meter-registry.ts';
import { parseSettings } from './settings/parse-settings.ts';
import { liveRefusal } from './live/live-refusal.ts';
import type { LiveStates } from './live/live-states.ts';
import { LiveStreams } from './live/stream/live-streams.ts';
import { StreamAnnouncement } from './live/push/stream-announcement.ts';
import type { Series } from './frames/series.ts';
import { createSimpleJsonServer, type SimpleJsonServer } from './server/simple-json-server.ts';
import type { Settings } from './settings/settings.ts';
import { toUpstreamOptions } from './server/upstream-options.ts';
import { Places } from '../sdk/turns/places.ts';
import { userAgent } from '../sdk/instances/user-agent.ts';

/** One configured data source: its settings and the connection to its server. */
export interface DataSource {
  readonly settings: Settings;
  readonly server: SimpleJsonServer;
  readonly streams: LiveStreams;
  /** Of health checks that run at a time: each asks the server up to ten times. */
  readonly healthChecks: Places;
  /** Absent where connections are counted: a stream would keep one for itself. */
  readonly announcement: StreamAnnouncement | undefined;
}

export interface DataSourceDependencies {
  readonly plugin: { readonly id: string; readonly version: string };
  /** The process's variables, for HTTP_PROXY and its like. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For the answers that all data sources of the process are reading. */
  readonly memoryBudget: SharedMemoryBudget;
  readonly nameLookups: NameLookups;
  readonly meters: MeterRegistry;
  /** What viewers of live panels have; outlives the instances of a data source. */
  readonly liveStates: LiveStates;
  /** Reads answers; on this thread when absent. */
  readonly decode?: AnswerDecoder;
  /** What the machine's memory allows; see Server. */
  readonly maxSeries?: number;
}

/**
 * @throws {PluginError} naming everything that is wrong with the settings
 */
export function createDataSource(
  context: InstanceContext,
  dependencies: DataSourceDependencies,
  logger: Logger,
): DataSource {
  const { plugin, environment, memoryBudget, nameLookups, meters, decode = decodeAnswerHere, maxSeries } = dependencies;
  const { dataSourceInstanceSettings, grafanaConfig, userAgent: grafana } = context;
  const settings = parseSettings(dataSourceInstanceSettings, grafanaConfig);
  const key = dataSourceKey(context);
  const asked = toUpstreamOptions(settings, { userAgent: userAgent(grafana, plugin), environment });
  const meter = meters.of(context);
  const options = { ...asked, lookUp: nameLookups.of(key), meter };
  const ownLogger = settings.logLevel === undefined ? logger : logger.atLevel(settings.logLevel);
  const budget = memoryBudget.of(key);
  const client = createUpstreamClient(options, ownLogger.with({ dsName: settings.name }), budget);
  const { minLiveIntervalMs: minIntervalMs, maxLiveStreams: maxStreams, forwarding } = settings;
  const streams = new LiveStreams(maxStreams, { meter, keep: (onDrop) => budget.keep(onDrop) });
  const live = {
    ...{ minIntervalMs, maxStreams, refusal: liveRefusal(forwarding), running: streams },
    shown: (path: string, series: readonly Series[]) =>
      dependencies.liveStates.running(`${key} ${path}`)?.shown(series, Date.now()),
    seal: (question: object) => dependencies.liveStates.seal(question, key),
  };
  const parts = { key, client, decode, meter, live, ...(maxSeries !== undefined && { maxSeries }) };
  const announcement = settings.maxConnectionsPerHost === 0 ? new StreamAnnouncement() : undefined;
  const server = createSimpleJsonServer(parts, settings);
  return { settings, server, streams, announcement, healthChecks: new Places(maxHealthChecks) };
}

const maxHealthChecks = 10;

const decodeAnswerHere: AnswerDecoder = (kind, body, { hints }) => decodeAnswer(kind, body, { hints });
