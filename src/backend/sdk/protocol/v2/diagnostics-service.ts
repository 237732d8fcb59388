import type * as pluginv2 from '../../gen/pluginv2/backend.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import type { CheckHealthHandler } from '../../api/check-health.ts';
import type { CollectMetricsHandler } from '../../api/collect-metrics.ts';
import type { ServiceParts } from '../service-parts.ts';
import { fromCheckHealthRequest } from './from-proto.ts';
import { toCheckHealthResponse, toCollectMetricsResponse } from './to-proto.ts';

/** The Diagnostics service of protocol version 2: "Save & test", and what Prometheus scrapes. */
export function createDiagnosticsService(
  handler: CheckHealthHandler & CollectMetricsHandler,
  { toStatus, toContext }: Pick<ServiceParts, 'toStatus' | 'toContext'>,
): Pick<pluginv2.DiagnosticsServer, 'checkHealth' | 'collectMetrics'> {
  return {
    checkHealth: unaryHandler(
      async (request: pluginv2.CheckHealthRequest, call) =>
        toCheckHealthResponse(await handler.checkHealth(toContext(call, fromCheckHealthRequest(request)))),
      toStatus,
    ),
    collectMetrics: unaryHandler(
      async (_request: pluginv2.CollectMetricsRequest) => toCollectMetricsResponse(await handler.collectMetrics()),
      toStatus,
    ),
  };
}
