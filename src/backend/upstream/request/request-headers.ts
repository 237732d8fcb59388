import { acceptedEncodings } from '../body/decompress-body.ts';
import type { UpstreamRequest } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

type HeaderOptions = Pick<UpstreamOptions, 'userAgent' | 'authorization' | 'headers'>;

type AskedHeaders = Pick<UpstreamRequest, 'headers' | 'context'>;

/**
 * Everything that is sent with a request, lower-case names. A later line goes before an earlier one: what we are, our own
 * Authorization, the message's own headers, the asking person's, and last what the administrator has set by hand (as in
 * Grafana's own data proxy). Cookies of the last two are put together.
 */
export function createRequestHeaders({ userAgent, authorization, headers }: HeaderOptions) {
  const ours = {
    // As browsers sent it for the original plugin; servers that write text/plain refuse less with 406.
    accept: 'application/json, text/plain, */*',
    'accept-encoding': acceptedEncodings,
    'user-agent': userAgent,
    ...(authorization !== undefined && { authorization }),
  };
  const byHand: Readonly<Record<string, string>> = Object.fromEntries(
    headers.map(([name, value]) => [name.toLowerCase(), value]),
  );
  return ({ headers: own, context }: AskedHeaders): Record<string, string> => {
    const { forwardedHeaders } = context;
    const all: Record<string, string> = { ...ours, ...own, ...forwardedHeaders, ...byHand };
    const { cookie } = forwardedHeaders;
    if (cookie !== undefined && byHand['cookie'] !== undefined) all['cookie'] = `${byHand['cookie']}; ${cookie}`;
    return all;
  };
}
