import { createRequestHeaders } from './request-headers.ts';
import { createRequestUrl } from './request-url.ts';
import type { SentRequest, UpstreamRequest } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

/** Describes what a client with these options sends. Nearly all requests of a data source have the same description, so the last one is kept. */
export function createRequestDescription(options: UpstreamOptions): (request: UpstreamRequest) => SentRequest {
  const headersOf = createRequestHeaders(options);
  const urlOf = createRequestUrl(options.url, options.query);
  const describe = (request: UpstreamRequest): SentRequest => {
    const { pathname, searchParams } = urlOf(request.path);
    const parameters = Array.from(searchParams.keys(), (name) => `${encodeURIComponent(name)}=…`);
    const ofTheTransport = ['host', 'connection', ...(request.body === undefined ? [] : ['content-length'])];
    return {
      method: request.method,
      path: parameters.length === 0 ? pathname : `${pathname}?${parameters.join('&')}`,
      headerNames: [...new Set([...ofTheTransport, ...Object.keys(headersOf(request))])].sort(),
    };
  };
  let last: { readonly key: string; readonly sent: SentRequest } | undefined;
  return (request) => {
    const key = whatDiffers(request);
    if (last?.key !== key) last = { key, sent: describe(request) };
    return last.sent;
  };
}

/** A key that is equal for requests with the same description; header values do not count. */
function whatDiffers({ method, path, headers = {}, body, context }: UpstreamRequest): string {
  const names = `${Object.keys(headers).join()} ${Object.keys(context.forwardedHeaders).join()}`;
  return `${method} ${path} ${body === undefined ? '' : 'body'} ${names}`;
}
