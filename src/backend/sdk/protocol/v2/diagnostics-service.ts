import type * as pluginv2 from '../../gen/pluginv2/backend.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import type { CheckHealthHandler } from '../../api/check-health.ts';
import type { CollectMetricsHandler } from '../../api/collect-metrics.ts';
import type { ServiceParts } from '../service-parts.ts';
import { beginCall } from '../../turns/first-turn.ts';
import { fromCheckHealthRequest } from './from-proto.ts';
import { toCheckHealthResponse, toCollectMetricsResponse } from './to-proto.ts';

/** The Diagnostics service of protocol version 2: "Save & test", and what Prometheus scrapes. */
export function createDiagnosticsService(
  handler: Partial<CheckHealthHandler & CollectMetricsHandler>,
  { toStatus, toContext }: Pick<ServiceParts, 'toStatus' | 'toContext'>,
): GrpcService['implementation'] {
  const checkHealth = handler.checkHealth?.bind(handler);
  const collectMetrics = handler.collectMetrics?.bind(handler);
  return {
    ...(checkHealth && {
      checkHealth: unaryHandler(async (request: pluginv2.CheckHealthRequest, call) => {
        const check = (): ReturnType<typeof checkHealth> =>
          checkHealth(toContext(call, fromCheckHealthRequest(request)));
        return toCheckHealthResponse(await beginCall(call.signal, check));
      }, toStatus),
    }),
    ...(collectMetrics && {
      collectMetrics: unaryHandler(async (_request: pluginv2.CollectMetricsRequest, { signal }) => {
        const metrics = await collectMetrics();
        // Some in a round: hundreds may have asked at the same time, and get a megabyte each.
        return await beginCall(signal, () => toCollectMetricsResponse(metrics));
      }, toStatus),
    }),
  };
}
