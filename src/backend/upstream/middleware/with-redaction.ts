import type { UpstreamClient } from '../contract/upstream-client.ts';
import { UpstreamError } from '../contract/upstream-error.ts';

/** A server may repeat what it was sent when it refuses it; our messages must not, since they reach pages and logs. */
export function withRedaction(request: UpstreamClient['request']): UpstreamClient['request'] {
  return async (asked) => {
    try {
      return await request(asked);
    } catch (error) {
      throw error instanceof UpstreamError ? redacted(error, asked.context.redact) : error;
    }
  };
}

function redacted(error: UpstreamError, redact: (text: string) => string): UpstreamError {
  const message = redact(error.message);
  if (message === error.message) return error;
  const { kind, method, path, status, requestId, retryAfterMs } = error;
  return new UpstreamError(message, {
    kind,
    method,
    path,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
