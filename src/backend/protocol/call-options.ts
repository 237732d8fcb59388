import type { CallContext } from '../grpc/call-context.ts';
import type { CallOptions } from '../plugin-api/plugin-context.ts';

/** W3C trace context travels as gRPC metadata, written by the host's OpenTelemetry handler. */
const traceHeaders = ['traceparent', 'tracestate', 'baggage'];

/** What a handler may know of a call. */
export function toCallOptions({ signal, deadlineEpochMs, metadata }: CallContext): CallOptions {
  return {
    signal,
    ...(deadlineEpochMs === undefined ? {} : { deadlineEpochMs }),
    traceContext: Object.fromEntries(
      traceHeaders.flatMap((name) => {
        const value = metadata[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
