import { UpstreamError } from '../contract/upstream-error.ts';
import type { Step } from './compose.ts';

/** A server may repeat what it was sent when it refuses it; our messages must not, since they reach pages and logs. */
export const redact: Step = (next) => async (original) => {
  try {
    return await next(original);
  } catch (error) {
    throw error instanceof UpstreamError ? redacted(error, original.context.redact) : error;
  }
};

function redacted(error: UpstreamError, redactText: (text: string) => string): UpstreamError {
  const message = redactText(error.message);
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
