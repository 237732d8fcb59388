import type { Exchange, ExchangeRequest } from '../contract/exchange.ts';
import { requestError, type UpstreamError } from '../contract/upstream-error.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

const maxRedirects = 10;
const redirects = new Set([301, 302, 303, 307, 308]);
/** The only headers that are sent to another origin: none of them identifies the user or holds credentials. */
const harmlessHeaders = new Set(['accept', 'accept-encoding', 'content-type', 'user-agent']);

export interface RedirectOptions {
  /** `host` or `host:port`, lower case. */
  readonly allowedRedirectHosts: readonly string[];
}

/**
 * Follows redirects. Within the origin, method, body and credentials are kept, also after 301 to 303: all requests only read, and as a GET a
 * POST would lose its body. Redirects to another origin are followed only if the settings allow its host, and without credentials.
 */
export function followRedirects(exchange: Exchange, options: RedirectOptions): Exchange {
  return async (first) => {
    let request = first;
    for (let count = 0; ; count += 1) {
      const response = await exchange(request);
      const { location } = response.headers;
      if (!redirects.has(response.status) || location === undefined) {
        return count === 0 ? response : { ...response, redirectedTo: request.url };
      }
      response.body.destroy();
      if (count === maxRedirects)
        throw refusal(
          first,
          `more than ${String(maxRedirects)} redirects, the last one to ${hideQuery(first.redact(location))}; the server redirects in a circle`,
        );
      request = redirected(request, location, { first, options });
    }
  };
}

function redirected(
  request: ExchangeRequest,
  location: string,
  { first, options }: { readonly first: ExchangeRequest; readonly options: RedirectOptions },
): ExchangeRequest {
  const url = URL.parse(location, request.url);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refusal(
      first,
      `${request.url.host} redirects to ${hideQuery(first.redact(location))}, which is no http or https address`,
    );
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  if (url.origin === request.url.origin) return { ...request, url };
  if (!isAllowed(url, options)) throw refusal(first, elsewhere(request.url, url));
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => harmlessHeaders.has(name)));
  return { ...request, url, headers };
}

function isAllowed(url: URL, { allowedRedirectHosts }: RedirectOptions): boolean {
  return allowedRedirectHosts.includes(url.host) || allowedRedirectHosts.includes(url.hostname);
}

function elsewhere(from: URL, to: URL): string {
  const advice =
    from.hostname === to.hostname
      ? `if that is the right one, write ${to.origin} into the data source's URL`
      : `correct the data source's URL, or add ${to.host} to allowedRedirectHosts (it then gets no credentials)`;
  return `${from.origin} redirects to another server, ${to.origin}; ${advice}`;
}

function hideQuery(location: string): string {
  const question = location.indexOf('?');
  const visible = question < 0 ? location : `${location.slice(0, question)}?…`;
  return cutText(withoutUserinfo(visible), 200);
}

function withoutUserinfo(location: string): string {
  const start = location.indexOf('//') + 2;
  if (start < 2) return location;
  const slash = location.indexOf('/', start);
  const at = location.lastIndexOf('@', slash < 0 ? location.length : slash);
  return at < start ? location : location.slice(0, start) + location.slice(at + 1);
}

function refusal(request: ExchangeRequest, message: string): UpstreamError {
  return requestError(request, message, { kind: 'redirect' });
}
