import { GRPCControllerService } from '../../gen/goplugin/grpc_controller.ts';
import type { Empty, GRPCControllerServer } from '../../gen/goplugin/grpc_controller.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';

/** Lets the host end the plugin: Shutdown is answered at once, then `onShutdown` is called. */
export function createControllerService(onShutdown: () => void, toStatus: ToStatus): GrpcService {
  const shutdown = (): Promise<Empty> => {
    setImmediate(onShutdown);
    return Promise.resolve({});
  };
  const implementation: GRPCControllerServer = { shutdown: unaryHandler(shutdown, toStatus) };
  return { definition: GRPCControllerService, implementation };
}
