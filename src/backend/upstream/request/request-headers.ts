import { acceptedEncodings } from '../body/decompress-body.ts';
import type { UpstreamRequest } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';
import { headerBytes } from './header-bytes.ts';

type HeaderOptions = Pick<UpstreamOptions, 'userAgent' | 'authorization' | 'headers'>;

type AskedHeaders = Pick<UpstreamRequest, 'headers' | 'context'>;

/**
 * All headers of a request, lower-case names. If several have a value for one name, the last takes precedence: our own (User-Agent, the data
 * source's Authorization …), the request's, those forwarded for the user, and those that the administrator has set (as in Grafana's own data
 * proxy). Cookies of the last two are joined.
 */
export function createRequestHeaders({ userAgent, authorization, headers }: HeaderOptions) {
  const ours = {
    // What browsers sent for the original plugin. With JSON alone, some servers that answer text/plain would refuse with 406.
    accept: 'application/json, text/plain, */*',
    'accept-encoding': acceptedEncodings,
    'user-agent': userAgent,
    ...(authorization !== undefined && { authorization: headerBytes(authorization) }),
  };
  const byHand: Readonly<Record<string, string>> = Object.fromEntries(
    headers.map(([name, value]) => [name.toLowerCase(), headerBytes(value)]),
  );
  return ({ headers: own, context }: AskedHeaders): Record<string, string> => {
    const forwarded: Record<string, string> = {};
    for (const [name, value] of Object.entries(context.forwardedHeaders)) forwarded[name] = headerBytes(value);
    const all: Record<string, string> = { ...ours, ...own, ...forwarded, ...byHand };
    const { cookie } = forwarded;
    if (cookie !== undefined && byHand['cookie'] !== undefined) all['cookie'] = `${byHand['cookie']}; ${cookie}`;
    return all;
  };
}
