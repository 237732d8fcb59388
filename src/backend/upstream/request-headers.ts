import { acceptedEncodings } from './decompress-body.ts';
import type { UpstreamRequest } from './upstream-client.ts';
import type { UpstreamOptions } from './upstream-options.ts';

type HeaderOptions = Pick<UpstreamOptions, 'userAgent' | 'authorization' | 'headers'>;

/**
 * Everything that is sent with a request, lower-case names. A later line goes before an earlier one: what we are, our own
 * Authorization, the message's own headers, the asking person's, and last what the administrator has set by hand (as in
 * Grafana's own data proxy). Cookies of the last two are put together.
 */
export function requestHeaders(
  { userAgent, authorization, headers }: HeaderOptions,
  request: Pick<UpstreamRequest, 'headers' | 'context'>,
): Record<string, string> {
  const { forwardedHeaders } = request.context;
  const byHand = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const cookies = [byHand['cookie'], forwardedHeaders['cookie']].filter((cookie) => cookie !== undefined).join('; ');
  return {
    accept: 'application/json',
    'accept-encoding': acceptedEncodings,
    'user-agent': userAgent,
    ...(authorization !== undefined && { authorization }),
    ...request.headers,
    ...forwardedHeaders,
    ...byHand,
    ...(cookies !== '' && { cookie: cookies }),
  };
}
