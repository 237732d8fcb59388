import type { ExchangeResponse } from '../contract/exchange.ts';
import { type RequestName, requestError, type UpstreamError } from '../contract/upstream-error.ts';

const lessThan = 0x3c;
const blanks = new Set([0x09, 0x0a, 0x0d, 0x20]);

/**
 * The error for a redirect that ended at a web page, such as a login; undefined for data. Servers that set no Content-Type may have data labelled
 * as HTML, so the first byte decides.
 */
export function redirectedPage(
  request: RequestName,
  { redirectedTo, headers }: Pick<ExchangeResponse, 'redirectedTo' | 'headers'>,
  body: Uint8Array,
): UpstreamError | undefined {
  if (redirectedTo === undefined || !isPage(headers['content-type'] ?? '', body)) return undefined;
  const message =
    `${request.url.host} redirects to ${redirectedTo.pathname}, which is a page and no data; ` +
    "if it is a login, check the user, token or cookies in the data source settings, else the path in the data source's URL";
  return requestError(request, message, { kind: 'redirect' });
}

function isPage(contentType: string, body: Uint8Array): boolean {
  const first = body.find((byte) => !blanks.has(byte));
  return first === lessThan || (first === undefined && contentType.toLowerCase().startsWith('text/html'));
}
