import * as pluginv2 from '../../gen/pluginv2/backend.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import { serverStreamHandler } from '../../grpc/server-stream-handler.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import type { StreamHandler, StreamPacket, StreamStatus, SubscribeStreamResult } from '../../api/stream.ts';
import type { ServiceParts } from '../service-parts.ts';
import { beginCall } from '../../turns/first-turn.ts';
import { fromStreamRequest } from './from-proto.ts';

/** The Stream service of protocol version 2, by which panels move. */
export function createStreamService(
  handler: Partial<StreamHandler>,
  { toStatus, toContext }: Pick<ServiceParts, 'toStatus' | 'toContext'>,
): GrpcService['implementation'] {
  const subscribeStream = handler.subscribeStream?.bind(handler);
  const runStream = handler.runStream?.bind(handler);
  const publishStream = handler.publishStream?.bind(handler);
  return {
    ...(subscribeStream && {
      subscribeStream: unaryHandler(
        async (request: pluginv2.SubscribeStreamRequest, call): Promise<pluginv2.SubscribeStreamResponse> => {
          const { context, ...asked } = fromStreamRequest(request);
          const subscribe = (): ReturnType<typeof subscribeStream> => subscribeStream(asked, toContext(call, context));
          return toSubscribeResponse(await beginCall(call.signal, subscribe));
        },
        toStatus,
      ),
    }),
    ...(runStream && {
      runStream: serverStreamHandler(async function* (
        request: pluginv2.RunStreamRequest,
        call,
      ): AsyncGenerator<pluginv2.StreamPacket> {
        const { context, ...asked } = fromStreamRequest(request);
        for await (const packet of runStream(asked, toContext(call, context))) yield { data: toBuffer(packet) };
      }, toStatus),
    }),
    ...(publishStream && {
      publishStream: unaryHandler(
        async (request: pluginv2.PublishStreamRequest, call): Promise<pluginv2.PublishStreamResponse> => {
          const { context, ...asked } = fromStreamRequest(request);
          const status = await publishStream(asked, toContext(call, context));
          return { status: publishStatuses[status], data: Buffer.alloc(0) };
        },
        toStatus,
      ),
    }),
  };
}

function toSubscribeResponse({ status, initial }: SubscribeStreamResult): pluginv2.SubscribeStreamResponse {
  return { status: subscribeStatuses[status], data: initial === undefined ? Buffer.alloc(0) : toBuffer(initial) };
}

const subscribeStatuses: Readonly<Record<StreamStatus, pluginv2.SubscribeStreamResponse_Status>> = {
  ok: pluginv2.SubscribeStreamResponse_Status.OK,
  'not found': pluginv2.SubscribeStreamResponse_Status.NOT_FOUND,
  'permission denied': pluginv2.SubscribeStreamResponse_Status.PERMISSION_DENIED,
};

const publishStatuses: Readonly<Record<StreamStatus, pluginv2.PublishStreamResponse_Status>> = {
  ok: pluginv2.PublishStreamResponse_Status.OK,
  'not found': pluginv2.PublishStreamResponse_Status.NOT_FOUND,
  'permission denied': pluginv2.PublishStreamResponse_Status.PERMISSION_DENIED,
};

function toBuffer(packet: StreamPacket): Buffer {
  return Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
}
