import type { Logger } from '../log/logger.ts';
import { RpcError } from '../grpc/rpc-error.ts';
import type { ToStatus } from '../grpc/to-status.ts';
import { PluginError } from '../api/plugin-error.ts';

/**
 * The only place where errors become gRPC statuses: a PluginError is sent with its text; any other error is a bug, so it
 * goes to the log with its stack and to the caller as a fixed sentence.
 */
export function createErrorStatus(logger: Logger): ToStatus {
  return (error) => {
    if (error instanceof RpcError) return error;
    if (error instanceof PluginError) return RpcError.unknown(error.message, error);
    logger.error('a call failed inside the plugin', { error });
    return RpcError.from(error);
  };
}
