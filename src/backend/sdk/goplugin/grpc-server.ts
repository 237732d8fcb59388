import { Server } from '@grpc/grpc-js';
import { http2OptionsOf } from '../grpc/grpc-js-internals.ts';

/** A gRPC server for one trusted caller: the host. */
export function createGrpcServer(): Server {
  const server = new Server({
    // The Go SDK takes 16 MiB unless told otherwise; four times that leaves room for a host told otherwise, and still
    // bounds what a caller can make us hold.
    'grpc.max_receive_message_length': 64 * 1024 * 1024,
    'grpc.max_send_message_length': -1,
    'grpc.enable_channelz': 0,
    // Go's gRPC queues further calls on its side. A caller that does not has them refused, before any memory is spent on them.
    'grpc.max_concurrent_streams': maxConcurrentCalls,
  });
  raiseStreamResetLimit(server);
  return server;
}

/**
 * Node's HTTP/2 breaks off a connection, and with it every call under way, once the peer has cancelled some 1000 streams
 * at more than 33 a second: a defence (CVE-2023-44487), but each dashboard that somebody leaves cancels all its queries. Here all calls
 * that there may be at once can be cancelled at once.
 */
function raiseStreamResetLimit(server: Server): void {
  Object.assign(http2OptionsOf(server), { streamResetBurst: maxConcurrentCalls, streamResetRate: 1000 });
}

const maxConcurrentCalls = 5000;
