import { GRPCControllerService } from '../../gen/goplugin/grpc_controller.ts';
import type { Empty, GRPCControllerServer } from '../../gen/goplugin/grpc_controller.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';

/** The host's way to ask for the end: answered at once, and then `onShutdown` is to bring it about. */
export function createControllerService(onShutdown: () => void, toStatus: ToStatus): GrpcService {
  const shutdown = (): Promise<Empty> => {
    setImmediate(onShutdown);
    return Promise.resolve({});
  };
  const implementation: GRPCControllerServer = { shutdown: unaryHandler(shutdown, toStatus) };
  return { definition: GRPCControllerService, implementation };
}
