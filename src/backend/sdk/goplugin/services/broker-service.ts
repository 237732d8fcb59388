import { GRPCBrokerService } from '../../gen/goplugin/grpc_broker.ts';
import type { ConnInfo, GRPCBrokerServer } from '../../gen/goplugin/grpc_broker.ts';
import { bidiStreamHandler } from '../../grpc/bidi-stream-handler.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import type { Logger } from '../../log/logger.ts';

/**
 * go-plugin's broker, through which host and plugin can offer each other further connections. Hosts open its stream when they connect and
 * keep it open. This plugin offers no connection and uses none.
 */
export function createBrokerService(logger: Logger, toStatus: ToStatus): GrpcService {
  async function* startStream(offers: AsyncIterable<ConnInfo>): AsyncGenerator<ConnInfo, void> {
    for await (const { serviceId, network, address } of offers) {
      logger.debug('the host offers a connection that nobody needs', { serviceId, network, address });
      yield* [];
    }
  }
  const implementation: GRPCBrokerServer = { startStream: bidiStreamHandler(startStream, toStatus) };
  return { definition: GRPCBrokerService, implementation };
}
