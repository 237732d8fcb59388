import {
  type DecodedResponse,
  type GoHost,
  type Json,
  type Launched,
  type LaunchOptions,
  startGoHost,
} from './go-host.ts';
import { interopExecutables } from './interop-executables.ts';
import type { V1Result } from './interop-stage.ts';
import { fromBase64, toBase64, toV1Request, toV2Request } from './query-requests.ts';

/** A Go host and the packaged plugin, serving each protocol version, for what a data source's configuration promises. */
export interface SettingsStage {
  readonly host: GoHost;
  /** By protocol version. */
  readonly plugins: Readonly<Record<ProtocolVersion, Launched>>;
  /** One query of one data source. */
  query(version: ProtocolVersion, source: StoredDataSource, options?: QueryOptions): Promise<SettingsAnswer>;
  /** Version 2 only. */
  checkHealth(source: StoredDataSource, options?: QueryOptions): Promise<HealthAnswer>;
  /** Version 2 only. */
  callResource(
    source: StoredDataSource,
    request: ResourceCall,
  ): Promise<{ readonly code: number; readonly body: string }>;
  close(): Promise<void>;
}

export type ProtocolVersion = 1 | 2;

/** The fields of a data source as they are in Grafana's provisioning files, and what Grafana adds. */
export interface StoredDataSource {
  readonly url: string;
  /** A number for version 1, which has no uid. */
  readonly id?: number;
  readonly user?: string;
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
  readonly jsonData?: Json;
  readonly secureJsonData?: Readonly<Record<string, string>>;
}

export interface QueryOptions {
  readonly model?: Json;
  readonly maxDataPoints?: number;
  readonly intervalMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
  readonly cancelAfterMs?: number;
  /** Version 2 only, as all below. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly grafanaConfig?: Readonly<Record<string, string>>;
  readonly userAgent?: string;
}

export interface ResourceCall {
  readonly path: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SettingsAnswer {
  /** "" for success. */
  readonly error: string;
  /** 0 and "" in version 1, which has neither. */
  readonly status: number;
  readonly errorSource: string;
  /** Of all series. */
  readonly values: readonly unknown[];
  /** The first frame's. */
  readonly meta: Json;
}

export interface HealthAnswer {
  readonly status: string;
  readonly message: string;
  readonly details: Json;
}

/** What a query asks for and its answer holds, unless a test says otherwise. */
export const oneSeries = [{ target: 'a', datapoints: [[42, 1714543200000]] }];

/** @param options added to the environment of both plugins. */
export async function openSettingsStage({ env = [] }: Pick<LaunchOptions, 'env'> = {}): Promise<SettingsStage> {
  const { plugin, goHosts } = interopExecutables(process.env);
  const host = startGoHost(goHosts[0]?.executable ?? '');
  const launch = (grafana: '6.2' | '13') => host.launch({ path: plugin, grafana, env });
  const [first, second] = await Promise.all([launch('6.2'), launch('13')]);
  const run = async (method: string, request: Json, options: QueryOptions = {}) =>
    (await host.call(second.session, `pluginv2.${method}`, { request, ...callOptions(options) }))[0] ?? {};
  return {
    host,
    plugins: { 1: first, 2: second },
    query: (version, source, options = {}) =>
      version === 1
        ? queryOverV1(host, first.session, source, options)
        : queryOverV2(host, second.session, source, options),
    checkHealth: async (source, options = {}) => {
      const request = { pluginContext: toPluginContext(source, options), headers: options.headers ?? {} };
      const { status, message, jsonDetails } = await run('Diagnostics/CheckHealth', request, options);
      return { status: String(status), message: String(message), details: parseJson(fromBase64(jsonDetails)) };
    },
    callResource: async (source, { path, body, headers = {} }) => {
      const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { values: [value] }]));
      const sent = { path, url: path, method: 'POST', headers: values, body: toBase64(JSON.stringify(body)) };
      const answer = await run('Resource/CallResource', { pluginContext: toPluginContext(source, {}), ...sent });
      return { code: Number(answer['code']), body: fromBase64(answer['body']) };
    },
    close: () => host.close(),
  };
}

async function queryOverV1(
  host: GoHost,
  session: string,
  source: StoredDataSource,
  options: QueryOptions,
): Promise<SettingsAnswer> {
  const request = toV1Request(toQuestion(source, options));
  const datasource = { ...(request['datasource'] as Json), id: String(source.id ?? 1) };
  const asked = { request: { ...request, datasource }, ...callOptions(options) };
  const [message] = await host.call(session, 'models.DatasourcePlugin/Query', asked);
  const [result] = (message?.['results'] ?? []) as readonly V1Result[];
  return {
    error: result?.error ?? 'no answer',
    status: 0,
    errorSource: '',
    values: (result?.series ?? []).flatMap(({ points }) => points.map(({ value }) => value)),
    meta: parseJson(result?.metaJson ?? ''),
  };
}

async function queryOverV2(
  host: GoHost,
  session: string,
  source: StoredDataSource,
  options: QueryOptions,
): Promise<SettingsAnswer> {
  const request = {
    ...toV2Request(toQuestion(source, options)),
    pluginContext: toPluginContext(source, options),
    headers: options.headers ?? {},
  };
  const { A: answer = noAnswer } = await host.queryData(session, { request, ...callOptions(options) });
  const { error, status, errorSource, frames } = answer;
  return { error, status, errorSource, values: valuesOf(frames), meta: frames[0]?.meta ?? {} };
}

const noAnswer: DecodedResponse = { frames: [], error: 'no answer', status: 0, errorSource: '' };

function valuesOf(frames: DecodedResponse['frames']): readonly unknown[] {
  const fields = frames.flatMap(({ fields }) => fields);
  return fields.filter(({ name }) => name === 'Value').flatMap(({ values }) => values);
}

function toQuestion({ url, jsonData = {}, secureJsonData = {} }: StoredDataSource, options: QueryOptions) {
  const { model = { target: 'a' }, maxDataPoints = 100, intervalMs = 1000 } = options;
  return {
    url,
    jsonData: JSON.stringify(jsonData),
    secureJsonData,
    queries: [{ refId: 'A', model, maxDataPoints, intervalMs }],
  };
}

function callOptions({ metadata = {}, deadlineMs = 0, cancelAfterMs = 0 }: QueryOptions) {
  return { metadata, deadlineMs, cancelAfterMs };
}

/** `pluginv2.PluginContext` as Grafana fills it in from what it has stored. */
function toPluginContext(source: StoredDataSource, options: QueryOptions): Json {
  const { url, id = 1, user = '', basicAuth = false, basicAuthUser = '', jsonData = {}, secureJsonData = {} } = source;
  return {
    orgId: '1',
    pluginId: 'grafana-simple-json-backend-datasource',
    user: { login: 'admin', name: 'Admin', email: 'admin@localhost', role: 'Admin' },
    userAgent: options.userAgent ?? 'Grafana/13.0.0 (linux; amd64)',
    grafanaConfig: options.grafanaConfig ?? {},
    dataSourceInstanceSettings: {
      id: String(id),
      uid: `source-${id}`,
      name: `Source ${id}`,
      url,
      user,
      basicAuthEnabled: basicAuth,
      basicAuthUser,
      jsonData: toBase64(JSON.stringify(jsonData)),
      decryptedSecureJsonData: secureJsonData,
      lastUpdatedMS: '1714543200000',
    },
  };
}

function parseJson(text: string): Json {
  return text === '' ? {} : (JSON.parse(text) as Json);
}
