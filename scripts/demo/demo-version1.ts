import {
  DatasourcePluginService,
  DatasourceRequest,
  type QueryResult,
} from '../../src/backend/sdk/gen/pluginv1/datasource.ts';
import { decodeQueryResult } from '../../src/testing/support/readers/decode-query-result.ts';
import type { PluginProcess } from '../../src/testing/support/process/plugin-process.ts';
import type { DemoQuestion, DemoRange } from './demo-question.ts';

/** What Grafana 5 and 6 ask through protocol version 1, which has no health check. */
export function version1Questions(plugin: PluginProcess, url: string, now: number): readonly DemoQuestion[] {
  const panel = { fromEpochMs: now - 6 * 3_600_000, toEpochMs: now };
  const rule = { fromEpochMs: now - 300_000, toEpochMs: now };
  const panelQuery = { range: panel, maxDataPoints: 360, intervalMs: 60_000 };
  const ruleQuery = { range: rule, rawFrom: '5m', maxDataPoints: 0, intervalMs: 0 };
  const tableQuery = { range: rule, maxDataPoints: 100, intervalMs: 150_000 };
  const searchQuery = { range: undefined, maxDataPoints: 100, intervalMs: 1000 };
  const ask = (query: Version1Query, model: object) => () => queryVersion1(plugin, url, { ...query, model });
  return [
    {
      title: 'Panel: "with gaps" (version 1 cannot say null, so the gap is closed)',
      range: panel,
      format: 'chart',
      frames: ask(panelQuery, { target: 'with gaps', type: 'timeserie' }),
    },
    {
      title: 'Alert rule: query(A, 5m, now) on "cpu load"',
      range: rule,
      format: 'rule',
      frames: ask(ruleQuery, { target: 'cpu load', type: 'timeserie' }),
    },
    {
      title: 'Table: "requests by host"',
      range: rule,
      format: 'table',
      frames: ask(tableQuery, { target: 'requests by host', type: 'table' }),
    },
    {
      title: 'Search: what the metric picker offers',
      range: rule,
      format: 'table',
      frames: ask(searchQuery, { target: '', queryType: 'search' }),
    },
  ];
}

interface Version1Query {
  /** Undefined: the search of the original plugin sends none. */
  readonly range: DemoRange | undefined;
  /** As an alert rule writes it; else ms since the epoch as text. */
  readonly rawFrom?: string;
  readonly maxDataPoints: number;
  readonly intervalMs: number;
}

async function queryVersion1(
  plugin: PluginProcess,
  url: string,
  query: Version1Query & { readonly model: object },
): ReturnType<DemoQuestion['frames']> {
  const { range, rawFrom, model, maxDataPoints, intervalMs } = query;
  const request = DatasourceRequest.create({
    datasource: { id: 1, orgId: 1, name: 'demo', type: 'grafana-simple-json-backend-datasource', url, jsonData: '{}' },
    queries: [
      { refId: 'A', maxDataPoints, intervalMs, modelJson: JSON.stringify({ refId: 'A', datasourceId: 1, ...model }) },
    ],
    ...(range === undefined ? {} : { timeRange: toTimeRange(range, rawFrom) }),
  });
  const { results } = await plugin.call(DatasourcePluginService.query, request);
  return results.flatMap((result) => [...decodeQueryResult(checked(result))]);
}

function toTimeRange(range: DemoRange, rawFrom: string | undefined): NonNullable<DatasourceRequest['timeRange']> {
  const toRaw = rawFrom === undefined ? String(range.toEpochMs) : 'now';
  return { ...range, fromRaw: rawFrom ?? String(range.fromEpochMs), toRaw };
}

function checked(result: QueryResult): QueryResult {
  if (result.error !== '') throw new Error(`query ${result.refId} failed: ${result.error}`);
  return result;
}
