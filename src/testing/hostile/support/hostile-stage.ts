import * as pluginv2 from '../../../backend/sdk/gen/pluginv2/backend.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream.ts';
import { type PluginProcess, startPluginProcess } from '../../support/process/plugin-process.ts';
import { type HostileSource, plantedSecrets, toPluginContext } from './data-source-under-attack.ts';
import { findSecrets } from './find-secrets.ts';

/** How the executable is started; as Grafana 12 does unless told. */
export interface LaunchOptions {
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What starts the executable, such as `prlimit --nofile=64 --`: its path comes last. */
  readonly through?: readonly string[];
  readonly logLevel?: string;
}

/** The packaged executable, a server whose answers a case scripts, and calls whose answers are searched for secrets. */
export interface HostileStage {
  readonly plugin: PluginProcess;
  /** The server of a case that needs no sockets of its own. */
  readonly upstream: FakeUpstream;
  /** Asks one request of protocol version 2. @throws grpc-js's ServiceError. */
  readonly query: (source: HostileSource, options?: QueryOptions) => Promise<Answers>;
  readonly resource: (source: HostileSource, call: ResourceCall) => Promise<ResourceAnswer>;
  readonly health: (source: HostileSource) => Promise<HealthAnswer>;
  /** Something else that the plugin wrote or answered, to be searched for secrets as well. */
  readonly lookAt: (what: string, text: string | Uint8Array) => void;
  /** Where a secret was seen so far, stderr included. */
  readonly leaks: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** By refId. */
export type Answers = Readonly<Record<string, pluginv2.DataResponse>>;

export interface ResourceAnswer {
  readonly code: number;
  readonly body: string;
}

export interface HealthAnswer {
  readonly isOk: boolean;
  readonly message: string;
}

export interface QueryOptions {
  /** Query models by refId; `{ A: { target: 'a' } }` unless told. */
  readonly models?: Readonly<Record<string, object>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeRange?: { readonly fromEpochMS: number; readonly toEpochMS: number };
  readonly metadata?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ResourceCall {
  readonly path: string;
  /** As JSON unless it is text. */
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

const caseRange = { fromEpochMS: 1_714_543_200_000, toEpochMS: 1_714_564_800_000 };

export async function openHostileStage(executable: string, launch: LaunchOptions = {}): Promise<HostileStage> {
  const { through = [], environment = {}, logLevel = 'debug' } = launch;
  const [command = executable, ...args] = through.length === 0 ? [] : [...through, executable];
  const upstream = await startFakeUpstream();
  const plugin = await startPluginProcess({
    command,
    args,
    protocolVersions: '2',
    grafanaVersion: '12.0.0',
    overrides: { GF_PLUGIN_LOG_LEVEL: logLevel, ...environment },
  }).catch(async (error: unknown) => {
    await upstream.close();
    throw error;
  });
  const leaks = new Set<string>();
  const lookAt = (what: string, text: string | Uint8Array): void => {
    for (const name of findSecrets(text, plantedSecrets)) leaks.add(`${name} in ${what}`);
  };
  return {
    plugin,
    upstream,
    query: (source, options = {}) => query(plugin, source, { ...options, lookAt }),
    resource: (source, call) => callResource(plugin, source, { ...call, lookAt }),
    health: (source) => checkHealth(plugin, source, lookAt),
    lookAt,
    leaks: () => {
      for (const line of plugin.stderrLines) lookAt('stderr', line);
      return [...leaks];
    },
    close: async () => {
      await plugin.kill();
      await upstream.close();
    },
  };
}

interface Looking {
  readonly lookAt: (what: string, text: string | Uint8Array) => void;
}

async function query(plugin: PluginProcess, source: HostileSource, options: QueryOptions & Looking): Promise<Answers> {
  const { models = { A: { target: 'a' } }, headers = {}, timeRange = caseRange, lookAt, ...call } = options;
  const request = pluginv2.QueryDataRequest.create({
    pluginContext: toPluginContext(source),
    headers,
    queries: Object.entries(models).map(([refId, model]) => ({
      refId,
      maxDataPoints: 100,
      intervalMS: 1000,
      timeRange,
      json: Buffer.from(JSON.stringify({ refId, ...model })),
    })),
  });
  const { responses } = await plugin.call(pluginv2.DataService.queryData, request, call).catch((error: unknown) => {
    lookAt('a gRPC status', String(error));
    throw error;
  });
  for (const { error, frames } of Object.values(responses)) {
    lookAt("a query's error", error);
    for (const frame of frames) lookAt('a frame', frame);
  }
  return responses;
}

async function callResource(
  plugin: PluginProcess,
  source: HostileSource,
  call: ResourceCall & Looking,
): Promise<ResourceAnswer> {
  const { path, body = {}, timeoutMs = 60_000, lookAt } = call;
  const request = pluginv2.CallResourceRequest.create({
    pluginContext: toPluginContext(source),
    path,
    url: path,
    method: 'POST',
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
  const chunks: Buffer[] = [];
  let code = 0;
  for await (const chunk of plugin.stream(pluginv2.ResourceService.callResource, request, { timeoutMs })) {
    code ||= chunk.code;
    chunks.push(chunk.body);
  }
  const answer = Buffer.concat(chunks);
  lookAt("a resource's answer", answer);
  return { code, body: answer.toString() };
}

async function checkHealth(
  plugin: PluginProcess,
  source: HostileSource,
  lookAt: Looking['lookAt'],
): Promise<HealthAnswer> {
  const request = pluginv2.CheckHealthRequest.create({ pluginContext: toPluginContext(source) });
  const { status, message, jsonDetails } = await plugin.call(pluginv2.DiagnosticsService.checkHealth, request);
  lookAt("a health check's answer", message);
  lookAt("a health check's details", jsonDetails);
  return { isOk: status === pluginv2.CheckHealthResponse_HealthStatus.OK, message };
}
