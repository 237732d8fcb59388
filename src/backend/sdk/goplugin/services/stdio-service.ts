import { GRPCStdioService } from '../../gen/goplugin/grpc_stdio.ts';
import type { GRPCStdioServer, StdioData } from '../../gen/goplugin/grpc_stdio.ts';
import type { CallContext } from '../../grpc/call-context.ts';
import { serverStreamHandler } from '../../grpc/server-stream-handler.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import { untilAborted } from '../../grpc/until-aborted.ts';

/**
 * The stream of what the plugin prints: open as long as the host wants it, and silent, since everything there is to say
 * goes to the log on stderr. Any number of hosts may listen, at once or one after the other.
 */
export function createStdioService(toStatus: ToStatus): GrpcService {
  async function* streamStdio(_request: unknown, { signal }: CallContext): AsyncGenerator<StdioData, void> {
    await untilAborted(signal);
    yield* [];
  }
  const implementation: GRPCStdioServer = { streamStdio: serverStreamHandler(streamStdio, toStatus) };
  return { definition: GRPCStdioService, implementation };
}
