import { status } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus, HealthService } from '../../gen/grpc/health/v1/health.ts';
import type { HealthCheckRequest, HealthCheckResponse, HealthServer } from '../../gen/grpc/health/v1/health.ts';
import type { CallContext } from '../../grpc/call-context.ts';
import { RpcError } from '../../grpc/rpc-error.ts';
import { serverStreamHandler } from '../../grpc/server-stream-handler.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import { untilAborted } from '../../grpc/until-aborted.ts';

/**
 * grpc.health.v1: the process as a whole ("") and go-plugin's "plugin" are always SERVING. For any other name, Check fails with NOT_FOUND and Watch
 * answers SERVICE_UNKNOWN (grpc/health/v1/health.proto). A watch stays open.
 */
export function createHealthService(toStatus: ToStatus): GrpcService {
  const implementation: HealthServer = {
    check: unaryHandler(check, toStatus),
    watch: serverStreamHandler(watch, toStatus),
  };
  return { definition: HealthService, implementation };
}

const servedNames: readonly string[] = ['', 'plugin'];

function check({ service }: HealthCheckRequest): Promise<HealthCheckResponse> {
  if (servedNames.includes(service)) return Promise.resolve({ status: HealthCheckResponse_ServingStatus.SERVING });
  const expected = 'expected "" or "plugin"';
  return Promise.reject(new RpcError(status.NOT_FOUND, `unknown service: ${expected}, got ${JSON.stringify(service)}`));
}

async function* watch(
  { service }: HealthCheckRequest,
  { signal }: CallContext,
): AsyncGenerator<HealthCheckResponse, void> {
  const { SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;
  yield { status: servedNames.includes(service) ? SERVING : SERVICE_UNKNOWN };
  await untilAborted(signal);
}
