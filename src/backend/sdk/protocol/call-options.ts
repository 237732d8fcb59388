import type { CallContext } from '../grpc/call-context.ts';
import type { CallOptions } from '../api/plugin-context.ts';

/** W3C trace context travels as gRPC metadata, written by the host's OpenTelemetry handler; `baggage`, which may say anything, stays here. */
const traceHeaders = ['traceparent', 'tracestate'];

/** What a handler may know of a call. */
export function toCallOptions({ signal, deadlineEpochMs, metadata }: CallContext): CallOptions {
  const traceContext: Record<string, string> = {};
  for (const name of traceHeaders) {
    const value = metadata(name);
    if (value !== undefined) traceContext[name] = value;
  }
  return deadlineEpochMs === undefined ? { signal, traceContext } : { signal, deadlineEpochMs, traceContext };
}
