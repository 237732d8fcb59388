import type { handleUnaryCall, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { openCall } from './call-context.ts';
import type { CallContext } from './call-context.ts';
import { sendInPieces } from './send-in-pieces.ts';
import { applyToStatus } from './to-status.ts';
import type { ToStatus } from './to-status.ts';

export type UnaryFunction<Request, Response> = (request: Request, context: CallContext) => Promise<Response>;

/**
 * A grpc-js handler made of an async function. Whatever the function throws ends this call with `toStatus(error)`; of a
 * call that is cancelled already nobody waits for an answer, so its error is dropped.
 */
export function unaryHandler<Request, Response>(
  fn: UnaryFunction<Request, Response>,
  toStatus: ToStatus,
): handleUnaryCall<Request, Response> {
  const answer = async (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>): Promise<void> => {
    const { context, close } = openCall(call);
    try {
      const response = await fn(call.request, context);
      respond(null, Buffer.isBuffer(response) ? (sendInPieces(call, response) as Buffer & Response) : response);
    } catch (error) {
      if (!context.signal.aborted) respond(applyToStatus(toStatus, error));
    } finally {
      close();
    }
  };
  return (call, respond) => void answer(call, respond);
}
