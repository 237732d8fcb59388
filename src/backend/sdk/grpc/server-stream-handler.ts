import type { handleServerStreamingCall } from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { sendMessages } from './send-messages.ts';
import type { ToStatus } from './to-status.ts';

export type ServerStreamFunction<Request, Response> = (
  request: Request,
  context: CallContext,
) => AsyncIterable<Response>;

/** A grpc-js handler made of an async generator; see sendMessages for back-pressure, errors and cancelling. */
export function serverStreamHandler<Request, Response>(
  fn: ServerStreamFunction<Request, Response>,
  toStatus: ToStatus,
): handleServerStreamingCall<Request, Response> {
  return (call) => void sendMessages(call, (context) => fn(call.request, context), toStatus);
}
