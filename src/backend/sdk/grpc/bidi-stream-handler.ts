import type { handleBidiStreamingCall } from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { sendMessages } from './send-messages.ts';
import type { ToStatus } from './to-status.ts';

export type BidiStreamFunction<Request, Response> = (
  requests: AsyncIterable<Request>,
  context: CallContext,
) => AsyncIterable<Response>;

/**
 * A grpc-js handler made of an async generator that reads one iterable and yields another. Reading ends when the caller
 * has sent its last message; when it goes away, reading ends as well or throws, as grpc-js happens to see it first. See
 * sendMessages for the rest.
 */
export function bidiStreamHandler<Request, Response>(
  fn: BidiStreamFunction<Request, Response>,
  toStatus: ToStatus,
): handleBidiStreamingCall<Request, Response> {
  return (call) => {
    // Leaving a `for await` over the call itself would destroy it before its status is sent.
    const requests: AsyncIterable<Request> = {
      [Symbol.asyncIterator]: () => call.iterator({ destroyOnReturn: false }),
    };
    void sendMessages(call, (context) => fn(requests, context), toStatus);
  };
}
