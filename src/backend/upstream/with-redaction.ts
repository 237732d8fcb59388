import type { UpstreamClient, UpstreamRequest } from './upstream-client.ts';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamOptions } from './upstream-options.ts';

/** Shorter ones would black out ordinary words, and keep nothing secret. */
const minSecretLength = 4;

/** A server may repeat what it was sent when it refuses it; our messages must not, since they reach pages and logs. */
export function withRedaction(
  request: UpstreamClient['request'],
  { secrets = [] }: Pick<UpstreamOptions, 'secrets'>,
): UpstreamClient['request'] {
  return async (asked) => {
    try {
      return await request(asked);
    } catch (error) {
      throw error instanceof UpstreamError ? redacted(error, [...secrets, ...personalSecrets(asked)]) : error;
    }
  };
}

/** The asking person's tokens and cookies; of `Bearer abc` the second word counts by itself. */
function personalSecrets({ context }: UpstreamRequest): readonly string[] {
  const { authorization, cookie, 'x-id-token': idToken, 'x-grafana-id': grafanaId } = context.forwardedHeaders;
  const cookies = cookie?.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim()) ?? [];
  return [authorization?.replace(/^\w+ /, ''), idToken, grafanaId, ...cookies].filter((secret) => secret !== undefined);
}

function redacted(error: UpstreamError, secrets: readonly string[]): UpstreamError {
  const message = secrets
    .filter(({ length }) => length >= minSecretLength)
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), error.message);
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
