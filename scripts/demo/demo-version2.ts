import type { DataFrame } from '../../src/backend/sdk/dataframe/data-frame.ts';
import {
  CallResourceRequest,
  CheckHealthRequest,
  CheckHealthResponse_HealthStatus,
  DataService,
  DiagnosticsService,
  PluginContext,
  QueryDataRequest,
  ResourceService,
} from '../../src/backend/sdk/gen/pluginv2/backend.ts';
import { decodeFrame } from '../../src/testing/support/readers/decode-frame.ts';
import type { PluginProcess } from '../../src/testing/support/process/plugin-process.ts';
import type { DemoQuestion, DemoRange } from './demo-question.ts';

/** What Grafana 7 and newer ask through protocol version 2. */
export function version2Questions(plugin: PluginProcess, url: string, now: number): readonly DemoQuestion[] {
  const panel = { fromEpochMs: now - 6 * 3_600_000, toEpochMs: now };
  const rule = { fromEpochMs: now - 300_000, toEpochMs: now };
  const ask = (query: Version2Query) => queryVersion2(plugin, url, query);
  return [
    {
      title: 'Panel: "cpu load", a series for each host',
      range: panel,
      format: 'chart',
      frames: () => ask({ range: panel, model: { target: 'cpu load' }, maxDataPoints: 360, intervalMs: 60_000 }),
    },
    {
      title: 'Panel: "with gaps"',
      range: panel,
      format: 'chart',
      frames: () => ask({ range: panel, model: { target: 'with gaps' }, maxDataPoints: 360, intervalMs: 60_000 }),
    },
    {
      title: 'Alert rule on "cpu load" (FromAlert, no user, maxDataPoints 0)',
      range: rule,
      format: 'rule',
      frames: () =>
        ask({ range: rule, fromAlert: true, model: { target: 'cpu load' }, maxDataPoints: 0, intervalMs: 0 }),
    },
    {
      title: 'Table: "inventory"',
      range: rule,
      format: 'table',
      frames: () =>
        ask({ range: rule, model: { target: 'inventory', type: 'table' }, maxDataPoints: 100, intervalMs: 1000 }),
    },
    {
      title: 'Search: what the metric picker offers',
      range: rule,
      format: 'table',
      frames: () => search(plugin, url),
    },
  ];
}

/** "Save & test". @returns what it says. @throws when it is not OK. */
export async function checkVersion2Health(plugin: PluginProcess, url: string): Promise<string> {
  const request = CheckHealthRequest.create({ pluginContext: toPluginContext(url, true) });
  const { status, message } = await plugin.call(DiagnosticsService.checkHealth, request);
  if (status !== CheckHealthResponse_HealthStatus.OK) throw new Error(`the health check failed: ${message}`);
  return message;
}

interface Version2Query {
  readonly range: DemoRange;
  readonly fromAlert?: true;
  readonly model: Readonly<Record<string, unknown>>;
  readonly maxDataPoints: number;
  readonly intervalMs: number;
}

async function queryVersion2(plugin: PluginProcess, url: string, query: Version2Query): Promise<readonly DataFrame[]> {
  const { range, fromAlert = false, model, maxDataPoints, intervalMs } = query;
  const request = QueryDataRequest.create({
    pluginContext: toPluginContext(url, !fromAlert),
    headers: fromAlert ? { FromAlert: 'true' } : {},
    queries: [
      {
        refId: 'A',
        maxDataPoints,
        intervalMS: intervalMs,
        timeRange: { fromEpochMS: range.fromEpochMs, toEpochMS: range.toEpochMs },
        json: Buffer.from(JSON.stringify({ refId: 'A', type: 'timeseries', ...model })),
      },
    ],
  });
  const { responses } = await plugin.call(DataService.queryData, request);
  const response = responses['A'];
  if (response === undefined) throw new Error('expected an answer to query A, got none');
  if (response.error !== '') throw new Error(`query A failed with status ${response.status}: ${response.error}`);
  return response.frames.map(decodeFrame);
}

async function search(plugin: PluginProcess, url: string): Promise<readonly DataFrame[]> {
  const request = CallResourceRequest.create({
    pluginContext: toPluginContext(url, true),
    path: 'search',
    url: 'search',
    method: 'POST',
    headers: { 'Content-Type': { values: ['application/json'] } },
    body: Buffer.from('{"target":""}'),
  });
  const bodies: Buffer[] = [];
  let status = 0;
  for await (const { code, body } of plugin.stream(ResourceService.callResource, request)) {
    status ||= code;
    bodies.push(body);
  }
  const text = Buffer.concat(bodies).toString('utf8');
  if (status !== 200) throw new Error(`the search answered with status ${status}: ${text}`);
  const options = JSON.parse(text) as readonly (string | { text: string })[];
  const values = options.map((option) => (typeof option === 'string' ? option : option.text));
  return [{ name: '', fields: [{ type: 'string', name: 'text', values }] }];
}

function toPluginContext(url: string, hasUser: boolean): PluginContext {
  return PluginContext.create({
    orgId: 1,
    pluginId: 'grafana-simple-json-backend-datasource',
    dataSourceInstanceSettings: {
      id: 1,
      uid: 'demo',
      name: 'demo',
      url,
      jsonData: Buffer.from('{}'),
      lastUpdatedMS: 1,
    },
    ...(hasUser ? { user: { login: 'admin', name: 'Admin', email: 'admin@localhost', role: 'Admin' } } : {}),
  });
}
