import * as pluginv2 from '../../gen/pluginv2/backend.ts';
import type { Logger } from '../../log/logger.ts';
import type { CallResourceResponse } from '../../api/call-resource.ts';
import type { CheckHealthResult } from '../../api/check-health.ts';
import type { PluginError } from '../../api/plugin-error.ts';

export interface ToProtoOptions {
  /** Grafana 7 puts error texts through Go's printf, where a bare % garbles what follows. */
  readonly printfErrors: boolean;
  /** Hears of bugs, of which the caller is told only that there was one. */
  readonly logger: Logger;
}

/**
 * A response but for its frames, which go straight into the answer's bytes. A status outside 100 to 599 would count as an
 * error on the host, so success says 200.
 */
export function toDataResponse(error: PluginError | undefined, options: ToProtoOptions): pluginv2.DataResponse {
  return {
    frames: [],
    error: error === undefined ? '' : errorText(error.message, options),
    jsonMeta: Buffer.alloc(0),
    status: error?.status ?? 200,
    errorSource: error?.errorSource ?? '',
    format: pluginv2.DataFrameFormat.ARROW,
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

function errorText(message: string, { printfErrors }: ToProtoOptions): string {
  return printfErrors ? message.replaceAll('%', '%%') : message;
}
