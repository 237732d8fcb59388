import type { QueryResult, Table, TimeSeries } from '../../../backend/sdk/gen/pluginv1/datasource.ts';
import type { DataResponse } from '../../../backend/sdk/gen/pluginv2/backend.ts';
import { decodeFrame } from '../../support/readers/decode-frame.ts';
import { cellValue } from '../../support/readers/decode-query-result.ts';
import { type GrafanaVersion, majorOf } from '../grafana-version.ts';
import type { HostAnswer } from './host-answer.ts';
import type { MetricRequest, PluginBackend } from './plugin-backend.ts';
import { toJsonFrame } from './to-json-frame.ts';

/** `POST /api/tsdb/query` over version 1; source: Grafana, pkg/api/metrics.go and datasource_plugin_wrapper.go. */
export async function answerVersion1(backend: PluginBackend, request: MetricRequest): Promise<HostAnswer> {
  const results = await backend.queryVersion1(request);
  const failed = results.find(({ error }) => error !== '');
  return {
    status: failed === undefined ? 200 : 400,
    body: {
      ...(failed === undefined ? {} : { message: failed.error }),
      results: Object.fromEntries(results.map((result) => [result.refId, toVersion1Result(result)])),
    },
  };
}

/** `POST /api/ds/query`, and from Grafana 7 on `/api/tsdb/query`, over version 2; source: Grafana, pkg/api/metrics.go. */
export async function answerVersion2(
  version: GrafanaVersion,
  backend: PluginBackend,
  request: MetricRequest,
): Promise<HostAnswer> {
  const responses = Object.entries(await backend.queryVersion2(request));
  const toResult = version.frames === 'arrow' ? toArrowResult : toJsonResult;
  const failed = responses.flatMap(([, response]) => (response.error === '' ? [] : [response]));
  return {
    status: failed.length === 0 ? 200 : failedStatus(version, failed, responses.length),
    body: {
      // Grafana 7 formats the text as C's printf does.
      ...(version.frames === 'arrow' && failed[0] !== undefined && { message: failed[0].error.replaceAll('%', '%!') }),
      results: Object.fromEntries(responses.map(([refId, response]) => [refId, toResult(refId, response)])),
    },
  };
}

function failedStatus(version: GrafanaVersion, failed: readonly DataResponse[], count: number): number {
  if (majorOf(version) < 12) return 400;
  return count === 1 ? (failed[0]?.status ?? 500) : 207;
}

function toVersion1Result({ error, refId, metaJson, series, tables }: QueryResult): unknown {
  return {
    refId,
    ...(error === '' ? {} : { error }),
    ...(metaJson === '' ? {} : { meta: JSON.parse(metaJson) as unknown }),
    series: series.map(toSeries),
    tables: tables.map(toTable),
  };
}

function toSeries({ name, tags, points }: TimeSeries): unknown {
  return { name, tags, points: points.map(({ timestamp, value }) => [value, timestamp]) };
}

function toTable({ columns, rows }: Table): unknown {
  return {
    columns: columns.map(({ name }) => ({ text: name })),
    rows: rows.map(({ values }) => values.map(cellValue)),
  };
}

function toArrowResult(refId: string, { frames, error, jsonMeta }: DataResponse): unknown {
  return {
    refId,
    ...(error === '' ? {} : { error }),
    ...(jsonMeta.length === 0 ? {} : { meta: JSON.parse(jsonMeta.toString('utf8')) as unknown }),
    series: null,
    tables: null,
    dataframes: frames.map((frame) => frame.toString('base64')),
  };
}

function toJsonResult(_refId: string, { frames, error, errorSource, status }: DataResponse): unknown {
  return {
    ...(error === '' ? {} : { error, errorSource }),
    status,
    frames: frames.map((frame) => toJsonFrame(decodeFrame(frame))),
  };
}
