import { CheckHealthResponse_HealthStatus } from '../../../backend/sdk/gen/pluginv2/backend.ts';
import { answerVersion1, answerVersion2 } from './answer-queries.ts';
import { type GrafanaVersion, majorOf } from '../grafana-version.ts';
import { type HostAnswer, HostError } from './host-answer.ts';
import type { MetricRequest, PluginBackend } from './plugin-backend.ts';
import type { SavedDataSource, StoredDataSource } from './stored-data-source.ts';

export interface ApiRequest {
  readonly method: string;
  /** Without the leading slash and the query string. */
  readonly path: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ApiParts {
  readonly version: GrafanaVersion;
  readonly backend: PluginBackend;
  readonly dataSource: StoredDataSource;
}

/**
 * The part of Grafana's HTTP API that a data source's pages use, as the version at hand has it; undefined for any other path.
 * @throws {HostError} as Grafana would answer
 */
export async function answerApi(parts: ApiParts, request: ApiRequest): Promise<HostAnswer | undefined> {
  const { path, method } = request;
  if (path === 'api/ds/query' || path === 'api/tsdb/query') return answerQuery(parts, request);
  const rest = /^api\/datasources\/(?:1|uid\/simple-json)(?:\/(.*))?$/.exec(path);
  if (rest === null) return undefined;
  if (rest[1] !== undefined) return answerPlugin(parts, request, rest[1]);
  return method === 'PUT' ? save(parts, request) : { status: 200, body: parts.dataSource.shown() };
}

/** What goes on to the executable; over version 1 there is no way for it. */
async function answerPlugin(parts: ApiParts, request: ApiRequest, path: string): Promise<HostAnswer | undefined> {
  if (parts.version.frames === 'none') throw new HostError(404, 'Not found');
  if (path === 'health') return answerHealth(parts);
  return path.startsWith('resources/') ? answerResource(parts, request, path.slice('resources/'.length)) : undefined;
}

async function answerQuery({ version, backend }: ApiParts, { path, body }: ApiRequest): Promise<HostAnswer> {
  const request = JSON.parse(body.toString('utf8')) as MetricRequest;
  const major = majorOf(version);
  if (path === 'api/ds/query' ? major < 7 : major > 8) throw new HostError(404, 'Not found');
  return await (version.frames === 'none'
    ? answerVersion1(backend, request)
    : answerVersion2(version, backend, request));
}

function save({ dataSource }: ApiParts, { body }: ApiRequest): HostAnswer {
  if (dataSource.shown().readOnly) throw new HostError(403, 'Cannot update read-only data source');
  dataSource.save(JSON.parse(body.toString('utf8')) as SavedDataSource);
  return { status: 200, body: { message: 'Datasource updated', id: 1, datasource: dataSource.shown() } };
}

/** Source: Grafana, pkg/api/datasources.go. */
async function answerHealth({ backend }: ApiParts): Promise<HostAnswer> {
  const { status, message, jsonDetails } = await backend.checkHealth();
  const isOk = status === CheckHealthResponse_HealthStatus.OK;
  const details = jsonDetails.length === 0 ? {} : { details: JSON.parse(jsonDetails.toString('utf8')) as unknown };
  return { status: isOk ? 200 : 400, body: { status: isOk ? 'OK' : 'ERROR', message, ...details } };
}

async function answerResource({ backend }: ApiParts, request: ApiRequest, path: string): Promise<HostAnswer> {
  const { method, headers, body, search } = request;
  const {
    code,
    headers: lists,
    body: answer,
  } = await backend.callResource({ path, method, url: path + search, headers, body });
  const firsts = Object.entries(lists).map(([name, { values }]) => [name, values.join(', ')]);
  return { status: code, headers: Object.fromEntries(firsts) as Record<string, string>, body: answer };
}
