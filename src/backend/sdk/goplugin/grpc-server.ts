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
  });
  liftStreamResetLimit(server);
  return server;
}

/**
 * Node's HTTP/2 breaks off a connection, and with it every call under way, once the peer has cancelled some 1000 streams
 * at more than 33 a second: a defence against strangers, but each dashboard that somebody leaves cancels all its queries.
 */
function liftStreamResetLimit(server: Server): void {
  Object.assign(http2OptionsOf(server), { streamResetBurst: noLimit, streamResetRate: noLimit });
}

const noLimit = 2 ** 31 - 1;
