import { Server } from '@grpc/grpc-js';
import { http2OptionsOf } from '../grpc/grpc-js-internals.ts';
import { type CallMemory, countLongMessages } from '../grpc/long-messages.ts';

/** A gRPC server for one trusted caller: the host. Without a memory, the messages of its calls are not counted. */
export function createGrpcServer(memory?: CallMemory): Server {
  const server = new Server({
    ...(memory && { interceptors: [countLongMessages(memory)] }),
    // Four times the default of Grafana's Go SDK, for hosts with a higher limit; it still bounds the memory that a caller can use.
    'grpc.max_receive_message_length': 64 * 1024 * 1024,
    'grpc.max_send_message_length': -1,
    'grpc.enable_channelz': 0,
    // Go's gRPC client queues further calls. Those of a client that does not are refused before they use memory.
    'grpc.max_concurrent_streams': maxConcurrentCalls,
  });
  raiseStreamResetLimit(server);
  return server;
}

/**
 * As a defence (CVE-2023-44487), Node's HTTP/2 closes a connection, with all its calls, after the peer has cancelled about 1000 streams at more than 33
 * a second. But when a user leaves a dashboard, Grafana cancels all its queries. With these values, as many calls can be cancelled at once as there may be.
 */
function raiseStreamResetLimit(server: Server): void {
  Object.assign(http2OptionsOf(server), { streamResetBurst: maxConcurrentCalls, streamResetRate: 1000 });
}

const maxConcurrentCalls = 5000;
