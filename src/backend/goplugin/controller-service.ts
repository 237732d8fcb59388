import { GRPCControllerService } from '../gen/goplugin/grpc_controller.ts';
import type { Empty, GRPCControllerServer } from '../gen/goplugin/grpc_controller.ts';
import type { ToStatus } from '../grpc/to-status.ts';
import { unaryHandler } from '../grpc/unary-handler.ts';
import { toService } from './service.ts';
import type { Service } from './service.ts';

/** The host's way to ask for the end: answered at once, and then `onShutdown` is to bring it about. */
export function createControllerService(onShutdown: () => void, toStatus: ToStatus): Service {
  const shutdown = (): Promise<Empty> => {
    setImmediate(onShutdown);
    return Promise.resolve({});
  };
  return toService<GRPCControllerServer>(GRPCControllerService, { shutdown: unaryHandler(shutdown, toStatus) });
}
