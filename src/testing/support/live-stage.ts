import { afterEach, beforeEach } from '@jest/globals';
import type { DataResponse } from '../../backend/sdk/api/query-data.ts';
import type { RequestContext } from '../../backend/sdk/api/request-context.ts';
import type { StreamPacket, StreamRequest } from '../../backend/sdk/api/stream.ts';
import { type LogFields, type Logger, silentLogger } from '../../backend/sdk/log/logger.ts';
import { type ClosablePlugin, createSimpleJsonPlugin } from '../../backend/simple-json/simple-json-plugin.ts';
import type { LiveChannel } from '../../shared/query-model.ts';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts';
import { type LivePoint, LiveSeriesServer, packetPoints } from './servers/live-series-server.ts';
import { instanceSettings } from './settings-builders.ts';

/** Between two questions of a stream, the least that the stage's data source allows. */
export const minPollMs = 100;

/** The plugin and a server with series that grow. */
export interface LiveStage {
  readonly upstream: FakeUpstream;
  readonly server: LiveSeriesServer;
  readonly plugin: ClosablePlugin;
  /** What the plugin has logged at warn. */
  readonly warnings: readonly (readonly [message: string, fields: LogFields | undefined])[];
  aContext(given?: ContextGiven): RequestContext;
  /** What a panel that is live gets first. */
  queryPanel(question?: LiveQuestion): Promise<DataResponse>;
  channelFor(question?: LiveQuestion): Promise<LiveChannel>;
  /** A host's call of RunStream; it ends with the test. */
  run(channel: LiveChannel, jsonData?: object): LiveRun;
  /** As Grafana starts a plugin anew that has ended. */
  restartPlugin(): Promise<void>;
}

export interface ContextGiven extends Partial<RequestContext> {
  readonly jsonData?: object | undefined;
}

export interface LiveQuestion {
  readonly jsonData?: object;
  readonly model?: object;
  readonly to?: string;
  readonly rangeMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fromAlert?: boolean;
}

interface StageSettings {
  readonly jsonData?: object;
  readonly secrets?: Readonly<Record<string, string>>;
}

interface Actors {
  readonly upstream: FakeUpstream;
  readonly server: LiveSeriesServer;
  plugin: ClosablePlugin;
  readonly warnings: [message: string, fields: LogFields | undefined][];
  readonly stopped: AbortController;
  readonly runs: LiveRun[];
}

/** All of it is new for each test of the file that calls this. */
export function useLiveStage({ jsonData: always = {}, secrets = {} }: StageSettings = {}): LiveStage {
  let actors: Actors;
  beforeEach(async () => {
    actors = await startActors();
  });
  afterEach(() => stopActors(actors));

  const aContext: LiveStage['aContext'] = ({ jsonData = {}, ...given } = {}) => {
    const json = { minLiveIntervalMs: minPollMs, retries: 0, ...always, ...jsonData };
    const dataSourceInstanceSettings = instanceSettings(json, secrets, { url: actors.upstream.url });
    const user = { login: 'anna', name: 'Anna', email: 'anna@localhost', role: 'Viewer' };
    const pluginContext = { orgId: 1, userAgent: '', grafanaConfig: {}, user, dataSourceInstanceSettings };
    const { signal } = actors.stopped;
    return { pluginContext, fromAlert: false, headers: {}, headersFrom: 'host', signal, ...given };
  };
  const queryPanel: LiveStage['queryPanel'] = async ({ model, to = 'now', rangeMs = 60_000, ...given } = {}) => {
    const toEpochMs = Date.now();
    const timeRange = { fromEpochMs: toEpochMs - rangeMs, toEpochMs };
    const carried = { rangeRaw: { from: 'now-1m', to }, panelId: 7 };
    const json = JSON.stringify({ refId: 'A', target: 'a', type: 'timeserie', live: {}, carried, ...model });
    const queries = [{ refId: 'A', queryType: '', maxDataPoints: 100, intervalMs: 50, timeRange, json }];
    const responses = await actors.plugin.queryData({ queries }, aContext(given));
    return responses.get('A') ?? { frames: [] };
  };
  return {
    get upstream() {
      return actors.upstream;
    },
    get server() {
      return actors.server;
    },
    get plugin() {
      return actors.plugin;
    },
    get warnings() {
      return actors.warnings;
    },
    aContext,
    queryPanel,
    channelFor: async (question) => channelOf(await queryPanel(question)),
    run(channel, jsonData) {
      const running = new LiveRun((signal) =>
        actors.plugin.runStream(toStreamRequest(channel), aContext({ jsonData, signal })),
      );
      actors.runs.push(running);
      return running;
    },
    async restartPlugin() {
      await actors.plugin.close();
      actors.plugin = createPlugin(actors.warnings);
    },
  };
}

async function startActors(): Promise<Actors> {
  const upstream = await startFakeUpstream();
  const warnings: Actors['warnings'] = [];
  return {
    upstream,
    server: new LiveSeriesServer(upstream),
    plugin: createPlugin(warnings),
    warnings,
    stopped: new AbortController(),
    runs: [],
  };
}

async function stopActors({ stopped, runs, plugin, upstream }: Actors): Promise<void> {
  stopped.abort();
  await Promise.all(runs.map((running) => running.cancel()));
  await plugin.close();
  await upstream.close();
}

function createPlugin(warnings: Actors['warnings']): ClosablePlugin {
  const logger: Logger = {
    ...silentLogger,
    warn: (message, fields) => warnings.push([message, fields]),
    with: () => logger,
    atLevel: () => logger,
  };
  return createSimpleJsonPlugin({ plugin: { id: 'test', version: '1.0.0' }, environment: {} }, logger);
}

/** A host's call: it asks for the next packet as soon as it has one. */
export class LiveRun {
  readonly #cancelled = new AbortController();
  readonly #packets: AsyncIterator<StreamPacket>;
  #pending: Promise<IteratorResult<StreamPacket>>;

  constructor(start: (signal: AbortSignal) => AsyncIterable<StreamPacket>) {
    this.#packets = start(this.#cancelled.signal)[Symbol.asyncIterator]();
    this.#pending = this.#packets.next();
  }

  /** Resolves when nothing is left of it. */
  async cancel(): Promise<void> {
    this.#cancelled.abort();
    await this.#packets.return?.();
  }

  async next(): Promise<StreamPacket> {
    const result = await this.#pending;
    if (result.done === true) throw new Error('expected a packet, got the end of the stream');
    this.#pending = this.#packets.next();
    return result.value;
  }

  /** The points of series `a` in the next packet. */
  async nextPoints(): Promise<LivePoint[]> {
    return [...(packetPoints(await this.next())['a'] ?? [])];
  }

  /** The points of a series, until there are so many. */
  async points(series: string, count: number): Promise<readonly LivePoint[]> {
    return (await this.pointsUntil(series, count))[series] ?? [];
  }

  /** Points by series, until one series has so many. */
  async pointsUntil(series: string, count: number): Promise<Record<string, LivePoint[]>> {
    const found: Record<string, LivePoint[]> = {};
    while ((found[series]?.length ?? 0) < count) {
      for (const [name, points] of Object.entries(packetPoints(await this.next())))
        (found[name] ??= []).push(...points);
    }
    return found;
  }
}

export function toStreamRequest({ path, data }: LiveChannel): StreamRequest {
  return { path, data: Buffer.from(JSON.stringify(data)) };
}

export function channelOf({ frames }: DataResponse): LiveChannel {
  const channel = frames[0]?.meta?.custom?.['live'];
  if (channel === undefined) throw new Error(`expected a channel, got ${JSON.stringify(frames[0]?.meta)}`);
  return channel as LiveChannel;
}
