import { encodeFrame } from '../../dataframe/arrow/encode-frame.ts';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import * as pluginv2 from '../../gen/pluginv2/backend.ts';
import type { Logger } from '../../log/logger.ts';
import type { CallResourceResponse } from '../../plugin-api/call-resource.ts';
import type { CheckHealthResult } from '../../plugin-api/check-health.ts';
import { PluginError } from '../../plugin-api/plugin-error.ts';
import type { DataResponse, QueryDataResponse } from '../../plugin-api/query-data.ts';

export interface ToProtoOptions {
  /** Grafana 7 puts error texts through Go's printf, where a bare % garbles what follows. */
  readonly printfErrors: boolean;
  /** Hears of bugs, of which the caller is told only that there was one. */
  readonly logger: Logger;
}

export function toQueryDataResponse(response: QueryDataResponse, options: ToProtoOptions): pluginv2.QueryDataResponse {
  return {
    responses: Object.fromEntries([...response].map(([refId, data]) => [refId, toDataResponse(data, refId, options)])),
  };
}

export function toCheckHealthResponse({ status, message, details }: CheckHealthResult): pluginv2.CheckHealthResponse {
  const { OK, ERROR } = pluginv2.CheckHealthResponse_HealthStatus;
  return {
    status: status === 'ok' ? OK : ERROR,
    message,
    jsonDetails: details === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(details)),
  };
}

export function toCallResourceResponse({ status, headers, body }: CallResourceResponse): pluginv2.CallResourceResponse {
  return {
    code: status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, { values: [...values] }])),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}

export function toCollectMetricsResponse(exposition: string): pluginv2.CollectMetricsResponse {
  return { metrics: { prometheus: Buffer.from(exposition) } };
}

/** A status outside 100 to 599 would count as an error on the host, so success says 200. */
function toDataResponse(
  { frames, error }: DataResponse,
  refId: string,
  options: ToProtoOptions,
): pluginv2.DataResponse {
  const encoded = encodeFrames(frames, refId, options);
  const failure = error ?? encoded.error;
  return {
    frames: encoded.frames,
    error: failure === undefined ? '' : errorText(failure.message, options),
    jsonMeta: Buffer.alloc(0),
    status: failure === undefined ? 200 : failure.status,
    errorSource: failure === undefined ? '' : failure.errorSource,
    format: pluginv2.DataFrameFormat.ARROW,
  };
}

/** A frame that cannot be encoded is a bug of ours, but no reason for the other queries to go without their answers. */
function encodeFrames(
  frames: readonly DataFrame[],
  refId: string,
  { logger }: ToProtoOptions,
): { frames: Buffer[]; error?: PluginError } {
  try {
    return {
      frames: frames.map((frame) => {
        const bytes = encodeFrame(frame.refId === undefined ? { ...frame, refId } : frame);
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }),
    };
  } catch (error) {
    logger.error('a frame could not be encoded', { refId, error });
    return { frames: [], error: PluginError.from(error) };
  }
}

function errorText(message: string, { printfErrors }: ToProtoOptions): string {
  return printfErrors ? message.replaceAll('%', '%%') : message;
}
