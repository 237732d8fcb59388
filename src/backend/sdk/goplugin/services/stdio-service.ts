import { GRPCStdioService } from '../../gen/goplugin/grpc_stdio.ts';
import type { GRPCStdioServer, StdioData } from '../../gen/goplugin/grpc_stdio.ts';
import type { CallContext } from '../../grpc/call-context.ts';
import { serverStreamHandler } from '../../grpc/server-stream-handler.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import { untilAborted } from '../../grpc/until-aborted.ts';

/**
 * The stream of the plugin's output. It stays open as long as the host wants it and sends nothing, since all output goes to the log on stderr.
 */
export function createStdioService(toStatus: ToStatus): GrpcService {
  async function* streamStdio(_request: unknown, { signal }: CallContext): AsyncGenerator<StdioData, void> {
    await untilAborted(signal);
    yield* [];
  }
  const implementation: GRPCStdioServer = { streamStdio: serverStreamHandler(streamStdio, toStatus) };
  return { definition: GRPCStdioService, implementation };
}
